// Splits text into words, counts them in a hash table and looks for one, n times: loops over bytes until a terminator, comparisons, short copies.
#include "kernel.h"

enum { TEXT = 8192, SLOTS = 512, WORD = 16 };

struct entry { char word[WORD]; int count; };

static char text[TEXT];
static struct entry entries[SLOTS];

static int length_of(const char *text)
{
    const char *end = text;
    while (*end)
        end++;
    return (int)(end - text);
}

static int compare(const char *left, const char *right)
{
    while (*left && *left == *right)
        left++, right++;
    return (u8)*left - (u8)*right;
}

static const char *find(const char *text, const char *word)
{
    for (; *text; text++) {
        int i = 0;
        while (word[i] && text[i] == word[i])
            i++;
        if (!word[i])
            return text;
    }
    return 0;
}

static void make_text(u32 seed)
{
    char *to = text, *end = text + TEXT - WORD;
    while (to < end) {
        for (int letters = 1 + (int)(next_random(&seed) % 3); letters > 0; letters--)
            *to++ = "etaoin"[next_random(&seed) % 6];
        *to++ = ' ';
    }
    *to = 0;
}

static struct entry *entry_of(const char *word)
{
    u32 hash = 2166136261u;
    for (const char *c = word; *c; c++)
        hash = (hash ^ (u8)*c) * 16777619u;
    u32 slot = hash % SLOTS;
    for (int tries = 0; tries < SLOTS; tries++, slot = (slot + 1) % SLOTS) {
        struct entry *entry = &entries[slot];
        if (!entry->count) {
            char *to = entry->word;
            while ((*to++ = *word++)) {
            }
            return entry;
        }
        if (compare(entry->word, word) == 0)
            return entry;
    }
    return &entries[0];
}

KERNEL
{
    u32 sum = 0;
    for (int round = 0; round < n; round++) {
        make_text((u32)round);
        for (int i = 0; i < SLOTS; i++)
            entries[i].count = 0;
        char word[WORD];
        int letters = 0;
        for (const char *at = text; *at; at++) {
            if (*at != ' ') {
                word[letters++] = *at;
                continue;
            }
            word[letters] = 0;
            letters = 0;
            entry_of(word)->count++;
        }
        for (int i = 0; i < SLOTS; i++)
            sum = entries[i].count ? mix(sum, (u32)(entries[i].count * length_of(entries[i].word))) : sum;
        const char *found = find(text, "eat tea");
        sum = mix(sum, found ? (u32)(found - text) : 0);
    }
    return (int)sum;
}
