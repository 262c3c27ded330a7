/* malloc, realloc and free, in all sizes and orders; a checksum of what was in the blocks. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT = 500 };

int main(void)
{
    static unsigned char *blocks[COUNT];
    static size_t sizes[COUNT];
    uint32_t state = 12345, sum = 2166136261u;
    for (int step = 0; step < 40000; step++) {
        state = state * 1664525u + 1013904223u;
        int i = (state >> 8) % COUNT;
        size_t size = 1 + (state >> 12) % ((state >> 5) % 37 == 0 ? 40000 : 400);
        for (size_t k = 0; k < sizes[i]; k += 61)
            sum = (sum ^ blocks[i][k]) * 16777619u;
        if ((state >> 3) % 3 == 0) {
            free(blocks[i]);
            blocks[i] = NULL;
            sizes[i] = 0;
        } else {
            blocks[i] = realloc(blocks[i], size);
            if (blocks[i] == NULL)
                return 1;
            if (size > sizes[i])
                memset(blocks[i] + sizes[i], step & 0xFF, size - sizes[i]);
            sizes[i] = size;
        }
    }

    unsigned char *zeros = calloc(1000, 1000);
    for (int i = 0; i < 1000000; i++)
        sum += zeros[i];
    printf("%08x\n", sum);
    free(zeros);
    return 0;
}
