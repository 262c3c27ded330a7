// Quicksort and heap sort of 10,000 numbers, n times each: loads, comparisons, exchanges, recursion.
#include "kernel.h"

enum { COUNT = 10000 };

static int numbers[COUNT];

static void fill(u32 seed)
{
    for (int i = 0; i < COUNT; i++)
        numbers[i] = (int)next_random(&seed);
}

static void quick_sort(int *first, int *last)
{
    while (first < last) {
        int pivot = first[(last - first) / 2], *low = first, *high = last;
        while (low <= high) {
            while (*low < pivot)
                low++;
            while (*high > pivot)
                high--;
            if (low <= high) {
                int moved = *low;
                *low++ = *high;
                *high-- = moved;
            }
        }
        quick_sort(first, high);
        first = low;
    }
}

static void sift_down(int root, int count)
{
    int moved = numbers[root];
    for (int child; (child = 2 * root + 1) < count; root = child) {
        if (child + 1 < count && numbers[child] < numbers[child + 1])
            child++;
        if (moved >= numbers[child])
            break;
        numbers[root] = numbers[child];
    }
    numbers[root] = moved;
}

static void heap_sort(void)
{
    for (int i = COUNT / 2; i >= 0; i--)
        sift_down(i, COUNT);
    for (int i = COUNT - 1; i > 0; i--) {
        int largest = numbers[0];
        numbers[0] = numbers[i];
        numbers[i] = largest;
        sift_down(0, i);
    }
}

static u32 check(u32 sum)
{
    for (int i = 1; i < COUNT; i++) {
        if (numbers[i - 1] > numbers[i])
            __builtin_trap();
        sum = mix(sum, (u32)numbers[i]);
    }
    return sum;
}

KERNEL
{
    u32 sum = 0;
    for (int round = 0; round < n; round++) {
        fill((u32)round * 2);
        quick_sort(numbers, numbers + COUNT - 1);
        sum = check(sum);
        fill((u32)round * 2 + 1);
        heap_sort();
        sum = check(sum);
    }
    return (int)sum;
}
