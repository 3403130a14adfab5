/* Runs the inputs in the files it is given, once each: for compilers without libFuzzer. */

#include "input.h"

enum { LARGEST = 1 << 20 };

static void replay(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *room = exactly(LARGEST);
    CLAIM(file);
    size_t size = fread(room, 1, LARGEST, file);
    fclose(file);
    uint8_t *data = exactly(size);
    if (size)
        memcpy(data, room, size);
    free(room);
    LLVMFuzzerTestOneInput(data, size);
    free(data);
}

int main(int count, char **arguments)
{
    for (int i = 1; i < count; i++) {
        fprintf(stderr, "%s\r", arguments[i]);
        replay(arguments[i]);
    }
    fprintf(stderr, "%d inputs\n", count - 1);
    return 0;
}
