/*
 * libcurl for Swift. curl_easy_setopt and curl_easy_getinfo take their last argument through "...", which
 * Swift cannot call; each form of it that Mail uses has a typed function here, and nothing else is here.
 */
#ifndef REKEY_CCURL_SHIM_H
#define REKEY_CCURL_SHIM_H

#include <curl/curl.h>

static inline CURLcode curl_easy_set_number(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode curl_easy_set_size(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

/* libcurl copies the string. */
static inline CURLcode curl_easy_set_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

/* libcurl keeps the pointer: what it points to has to outlive its use. */
static inline CURLcode curl_easy_set_url(CURL *handle, CURLU *url) {
    return curl_easy_setopt(handle, CURLOPT_CURLU, url);
}

static inline CURLcode curl_easy_set_recipients(CURL *handle, struct curl_slist *recipients) {
    return curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, recipients);
}

static inline CURLcode curl_easy_set_error_buffer(CURL *handle, char *buffer) {
    return curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, buffer);
}

/* The callbacks, each with what it is handed back. */
static inline void curl_easy_set_reader(CURL *handle, curl_read_callback callback, void *context) {
    curl_easy_setopt(handle, CURLOPT_READFUNCTION, callback);
    curl_easy_setopt(handle, CURLOPT_READDATA, context);
}

static inline void curl_easy_set_header_writer(CURL *handle, curl_write_callback callback, void *context) {
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, callback);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, context);
}

static inline void curl_easy_set_debugger(CURL *handle, curl_debug_callback callback, void *context) {
    curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, callback);
    curl_easy_setopt(handle, CURLOPT_DEBUGDATA, context);
    curl_easy_setopt(handle, CURLOPT_VERBOSE, 1L);
}

static inline CURLcode curl_easy_get_number(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode curl_easy_get_socket(CURL *handle, curl_socket_t *socket) {
    return curl_easy_getinfo(handle, CURLINFO_ACTIVESOCKET, socket);
}

#endif
