/*
 * Debian's OpenSSL 3.0 libcrypto, and what Swift cannot see of it: variadic functions and macros.
 */
#ifndef REKEY_COPENSSL_SHIM_H
#define REKEY_COPENSSL_SHIM_H

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

/* EVP_EC_gen is a macro around a variadic function. */
static inline EVP_PKEY *rekey_generate_p256_key(void) {
    return EVP_EC_gen("P-256");
}

/* X509V3_set_ctx_nodb and X509V3_set_ctx together are all that extensions without a section need. */
static inline X509_EXTENSION *rekey_extension(X509 *certificate, int nid, const char *value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
    return X509V3_EXT_conf_nid(NULL, &context, nid, value);
}

/* An OSSL_PARAM keeps the address of its name, which has to outlive the call: literals of C do, texts of Swift do not. */
static inline int rekey_hmac_sha256_init(EVP_MAC_CTX *context, const unsigned char *key, size_t count) {
    char digest[] = "SHA2-256";
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end(),
    };
    return EVP_MAC_init(context, key, count, parameters);
}

static inline int rekey_hkdf_sha256(
    EVP_KDF_CTX *context, const unsigned char *key, size_t key_count, const unsigned char *salt, size_t salt_count,
    const unsigned char *information, size_t information_count, unsigned char *derived, size_t count)
{
    char digest[] = "SHA2-256";
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)key, key_count),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, (void *)information, information_count),
        /* None is the same as an empty one (RFC 5869, 2.2), which OpenSSL refuses. */
        salt_count > 0 ? OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, (void *)salt, salt_count)
                       : OSSL_PARAM_construct_end(),
        OSSL_PARAM_construct_end(),
    };
    return EVP_KDF_derive(context, derived, count, parameters);
}

#endif
