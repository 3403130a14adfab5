/* What libFuzzer gives, read as a row of numbers. Behind its end all are 0. */

#ifndef VPDN_FUZZ_INPUT_H
#define VPDN_FUZZ_INPUT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct input {
    const uint8_t *at;
    size_t left;
};

static inline uint8_t input_octet(struct input *input)
{
    if (!input->left)
        return 0;
    input->left--;
    return *input->at++;
}

static inline uint16_t input_word(struct input *input)
{
    uint8_t high = input_octet(input);
    return (uint16_t)(high << 8 | input_octet(input));
}

/* The next `size` octets; what there is of them. */
static inline void input_octets(struct input *input, uint8_t *to, size_t size)
{
    size_t there = size < input->left ? size : input->left;
    memset(to, 0, size);
    if (there)
        memcpy(to, input->at, there);
    input->at += there;
    input->left -= there;
}

/* What must hold, else the input is a finding. */
#define CLAIM(condition)                                                                         \
    do {                                                                                         \
        if (!(condition)) {                                                                      \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);              \
            abort();                                                                             \
        }                                                                                        \
    } while (0)

/* Memory of exactly `size` octets. */
static inline void *exactly(size_t size)
{
    void *memory = malloc(size);
    CLAIM(memory || !size);
    return memory;
}

/* Who runs an input. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
