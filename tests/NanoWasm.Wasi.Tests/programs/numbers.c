/* printf, strtod, qsort and the mathematics library. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <inttypes.h>

static int compare(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

int main(void)
{
    static uint32_t values[50000];
    uint32_t state = 1;
    for (int i = 0; i < 50000; i++)
        values[i] = state = state * 1664525u + 1013904223u;
    qsort(values, 50000, sizeof *values, compare);
    for (int i = 0; i < 50000; i += 9999)
        printf("%5d %10" PRIu32 " 0x%08" PRIx32 "\n", i, values[i], values[i]);
    uint32_t *found = bsearch(&values[777], values, 50000, sizeof *values, compare);
    printf("%d\n", (int)(found - values));

    printf("[%d|%5d|%-5d|%05d|%+d|%x|%X|%#o|%c|%%|%10s|%-10s|%.2s]\n", 42, 42, 42, 42, 42, 48879, 48879, 8, 'c', "right", "left", "cut");
    printf("[%f|%.0f|%10.3f|%e|%g|%g|%a]\n", 3.14159265358979, 2.5, -0.0005, 6.02214076e23, 1e-5, 1e10, 1.0 / 3);
    printf("[%lld|%llu|%zu|%ld]\n", -1234567890123456789LL, 18446744073709551615ULL, sizeof(uint64_t), 123456789L);
    for (double x = 0.1; x < 100; x *= 3.7)
        printf("%.15g %.15g %.15g %.15g %.15g\n", x, sqrt(x), floor(-x), fmod(x, 0.7), cbrt(x) < x ? 1.0 : 0.0);
    printf("%.17g %.17g %ld\n", strtod("0.1", NULL), strtod("123456789012345678e-30", NULL), strtol("-0x7f", NULL, 16));
    char text[64];
    snprintf(text, sizeof text, "%s %s", "many words", "in a row");
    for (char *word = strtok(text, " "); word != NULL; word = strtok(NULL, " "))
        printf("<%s>", word);
    puts("");
    return 0;
}
