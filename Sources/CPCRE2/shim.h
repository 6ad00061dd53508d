#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* The generic names are macros, which Swift does not see. */

static inline pcre2_code_8 *rekey_pcre2_compile(
    const unsigned char *pattern, size_t length, unsigned int options, int *error, size_t *offset)
{
    return pcre2_compile_8(pattern, length, options, error, offset, NULL);
}

/* 1: matches, 0: does not, negative: an error of pcre2api(3), such as a limit that was reached. */
static inline int rekey_pcre2_match(
    const pcre2_code_8 *code, const unsigned char *subject, size_t length, unsigned int limit)
{
    pcre2_match_data_8 *data = pcre2_match_data_create_8(1, NULL);
    pcre2_match_context_8 *context = pcre2_match_context_create_8(NULL);
    if (data == NULL || context == NULL) {
        pcre2_match_data_free_8(data);
        pcre2_match_context_free_8(context);
        return PCRE2_ERROR_NOMEMORY;
    }
    pcre2_set_match_limit_8(context, limit);
    int result = pcre2_match_8(code, subject, length, 0, PCRE2_NO_UTF_CHECK, data, context);
    pcre2_match_context_free_8(context);
    pcre2_match_data_free_8(data);
    if (result >= 0) return 1;
    return result == PCRE2_ERROR_NOMATCH ? 0 : result;
}
