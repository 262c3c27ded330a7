// Pointers of 64 bits: a dictionary of words, sorted through pointers to functions, in memory that grows.
#include "freestanding.h"

typedef struct Word {
    struct Word *next;
    const char *text;
    size_t length;
    long count;
} Word;

typedef int Comparison(const Word *, const Word *);

static uint64_t state;

static uint32_t draw(uint32_t below)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33) % below;
}

static const char *make_word(size_t *length)
{
    size_t n = 1 + draw(3);
    char *text = allocate(n + 1);
    for (size_t i = 0; i < n; i++)
        text[i] = (char)('a' + draw(26));
    text[n] = 0;
    *length = n;
    return text;
}

static int equal(const char *a, const char *b)
{
    while (*a && *a == *b)
        a++, b++;
    return *a == *b;
}

static int by_count(const Word *a, const Word *b)
{
    return a->count != b->count ? (a->count > b->count ? -1 : 1) : 0;
}

static int by_text(const Word *a, const Word *b)
{
    const char *p = a->text, *q = b->text;
    while (*p && *p == *q)
        p++, q++;
    return *p - *q;
}

// Volatile, so that comparisons are called through the table.
static Comparison *volatile comparisons[] = { by_count, by_text };

static int compare(const Word *a, const Word *b)
{
    int order = comparisons[0](a, b);
    return order != 0 ? order : comparisons[1](a, b);
}

static Word *merge(Word *a, Word *b)
{
    Word *first = 0, **last = &first;
    while (a && b) {
        Word **smaller = compare(a, b) <= 0 ? &a : &b;
        *last = *smaller;
        last = &(*smaller)->next;
        *smaller = *last;
    }
    *last = a ? a : b;
    return first;
}

static Word *sort(Word *list, size_t count)
{
    if (count < 2)
        return list;
    Word *middle = list;
    for (size_t i = 1; i < count / 2; i++)
        middle = middle->next;
    Word *second = middle->next;
    middle->next = 0;
    return merge(sort(list, count / 2), sort(second, count - count / 2));
}

EXPORT(run) int64_t run(int n)
{
    enum { Buckets = 4096 };
    Word **buckets = allocate(Buckets * sizeof *buckets);
    for (int i = 0; i < Buckets; i++)
        buckets[i] = 0;

    state = 42;
    size_t count = 0;
    for (int i = 0; i < n; i++) {
        size_t length;
        const char *text = make_word(&length);
        uint64_t hash = 14695981039346656037u;
        for (const char *c = text; *c; c++)
            hash = (hash ^ (unsigned char)*c) * 1099511628211u;
        Word **word = &buckets[hash % Buckets];
        while (*word && !equal((*word)->text, text))
            word = &(*word)->next;
        if (!*word) {
            *word = allocate(sizeof **word);
            **word = (Word){ 0, text, length, 0 };
            count++;
        }
        (*word)->count++;
    }

    Word *all = 0;
    for (int i = 0; i < Buckets; i++)
        for (Word *word = buckets[i], *next; word; word = next) {
            next = word->next;
            word->next = all;
            all = word;
        }

    uint64_t sum = count * sizeof(Word);
    for (Word *word = sort(all, count); word; word = word->next) {
        sum = sum * 31 + (uint64_t)word->count;
        for (size_t i = 0; i < word->length; i++)
            sum = sum * 31 + (unsigned char)word->text[i];
    }
    return (int64_t)sum;
}
