// Parses a JSON document of a few KB into a tree and walks over it, n times: recursive descent, switches over characters, strings, numbers in f64.
#include "kernel.h"

enum kind { NOTHING, FALSE, TRUE, NUMBER, STRING, ARRAY, OBJECT };

struct node {
    enum kind kind;
    struct node *next, *first;
    const char *key, *text;
    int key_length, length;
    double number;
};

enum { NODES = 4096, DOCUMENT = 16384, RECORDS = 40 };

static struct node nodes[NODES];
static int used;
static char document[DOCUMENT];
static char *end;
static const char *at;

static void put(const char *text)
{
    while (*text)
        *end++ = *text++;
}

static void put_number(u32 value)
{
    char digits[10];
    int count = 0;
    do
        digits[count++] = (char)('0' + value % 10);
    while (value /= 10);
    while (count)
        *end++ = digits[--count];
}

static void make_document(void)
{
    u32 state = 3;
    end = document;
    put("{\"version\": 1, \"records\": [");
    for (int i = 0; i < RECORDS; i++) {
        put(i ? ",\n  {\"id\": " : "\n  {\"id\": ");
        put_number((u32)i);
        put(", \"name\": \"unit \\\"");
        put_number(next_random(&state) % 1000);
        put("\\\"\\n\", \"active\": ");
        put(next_random(&state) & 1 ? "true" : "false");
        put(", \"position\": [-");
        put_number(next_random(&state) % 180);
        put(".25, ");
        put_number(next_random(&state) % 90);
        put(".5e-1, 0.");
        put_number(next_random(&state) % 100000);
        put("], \"tags\": [\"a\", \"bc\", \"def\"], \"parent\": null, \"limits\": {\"low\": ");
        put_number(next_random(&state) % 100);
        put(", \"high\": 1e2}}");
    }
    put("\n]}");
    *end = 0;
}

static void skip_space(void)
{
    while (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r')
        at++;
}

static int parse_string(const char **text)
{
    *text = ++at;
    while (*at != '"') {
        if (*at == '\\')
            at++;
        at++;
    }
    return (int)(at++ - *text);
}

static double parse_number(void)
{
    double sign = 1, value = 0, scale = 1;
    if (*at == '-') {
        sign = -1;
        at++;
    }
    while (*at >= '0' && *at <= '9')
        value = value * 10 + (*at++ - '0');
    if (*at == '.')
        for (at++; *at >= '0' && *at <= '9'; at++) {
            value = value * 10 + (*at - '0');
            scale /= 10;
        }
    if (*at == 'e' || *at == 'E') {
        int negative = *++at == '-', exponent = 0;
        if (*at == '-' || *at == '+')
            at++;
        while (*at >= '0' && *at <= '9')
            exponent = exponent * 10 + (*at++ - '0');
        while (exponent-- > 0)
            scale = negative ? scale / 10 : scale * 10;
    }
    return sign * value * scale;
}

static struct node *parse_value(void);

static void parse_children(struct node *parent, char close)
{
    struct node **link = &parent->first;
    at++;
    skip_space();
    while (*at != close) {
        const char *key = 0;
        int key_length = 0;
        if (close == '}') {
            key_length = parse_string(&key);
            skip_space();
            at++;
        }
        struct node *child = parse_value();
        child->key = key;
        child->key_length = key_length;
        *link = child;
        link = &child->next;
        skip_space();
        if (*at == ',')
            at++;
        skip_space();
    }
    at++;
}

static struct node *parse_value(void)
{
    struct node *node = &nodes[used++];
    node->next = node->first = 0;
    skip_space();
    switch (*at) {
    case '{': node->kind = OBJECT; parse_children(node, '}'); break;
    case '[': node->kind = ARRAY; parse_children(node, ']'); break;
    case '"': node->kind = STRING; node->length = parse_string(&node->text); break;
    case 't': node->kind = TRUE; at += 4; break;
    case 'f': node->kind = FALSE; at += 5; break;
    case 'n': node->kind = NOTHING; at += 4; break;
    default: node->kind = NUMBER; node->number = parse_number(); break;
    }
    return node;
}

static u32 add_text(u32 sum, const char *text, int length)
{
    for (int i = 0; i < length; i++)
        sum = mix(sum, (u32)text[i]);
    return sum;
}

static u32 walk(const struct node *node, u32 sum)
{
    for (; node; node = node->next) {
        sum = add_text(mix(sum, (u32)node->kind), node->key, node->key_length);
        switch (node->kind) {
        case STRING: sum = add_text(sum, node->text, node->length); break;
        case NUMBER: sum = mix(sum, (u32)(int)(node->number * 1000)); break;
        case ARRAY:
        case OBJECT: sum = walk(node->first, sum); break;
        default: break;
        }
    }
    return sum;
}

KERNEL
{
    make_document();
    u32 sum = 0;
    for (int round = 0; round < n; round++) {
        used = 0;
        at = document;
        sum = walk(parse_value(), sum);
    }
    return (int)sum;
}
