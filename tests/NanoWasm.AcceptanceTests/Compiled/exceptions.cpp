// Exceptions of C++: caught by type, by base and by anything, thrown again, and through destructors; numbers and classes.
#include "freestanding.h"

namespace {

uint64_t sum;

void note(uint64_t value) { sum = sum * 1099511628211u + value + 1; }

struct Scope {
    int number;
    explicit Scope(int n) : number(n) { note(static_cast<uint64_t>(n)); }
    ~Scope() { note(static_cast<uint64_t>(number) << 20); }
};

struct Error {
    int code;
    explicit Error(int c) : code(c) {}
    Error(const Error &other) : code(other.code) { note(7); }
    ~Error() { note(static_cast<uint64_t>(code) << 8); }
};

struct RangeError : Error {
    int low, high;
    RangeError(int c, int l, int h) : Error(c), low(l), high(h) {}
};

struct DeepError final : RangeError {
    explicit DeepError(int c) : RangeError(c, c - 1, c + 1) {}
};

struct Unrelated {
    int64_t values[3];
};

__attribute__((noinline)) void fail(int n)
{
    Scope scope(n % 97);
    switch (n % 8) {
    case 0: throw n;
    case 1: throw Error(n);
    case 2: throw RangeError(n, 1, 2);
    case 3: throw DeepError(n);
    case 4: throw Unrelated { { n, n * 2LL, -n } };
    case 5: throw static_cast<const char *>("text");
    case 6: throw 0.5 * n;
    default: note(0); break;
    }
}

__attribute__((noinline)) void descend(int depth, int n)
{
    Scope scope(depth);
    if (depth == 0)
        fail(n);
    else
        descend(depth - 1, n);
}

__attribute__((noinline)) void translate(int n)
{
    try {
        descend(n % 5, n);
    } catch (RangeError &error) {
        note(static_cast<uint64_t>(error.low + error.high));
        error.code++;
        throw;
    } catch (const char *text) {
        for (; *text; text++)
            note(static_cast<unsigned char>(*text));
        throw Error(n + 1);
    } catch (Unrelated unrelated) {
        try {
            throw unrelated.values[n % 3];
        } catch (int64_t value) {
            note(static_cast<uint64_t>(value));
        }
    }
}

__attribute__((noinline)) int handle(int n)
{
    try {
        translate(n);
        return 0;
    } catch (const DeepError &error) {
        return error.code;
    } catch (const Error &error) {
        return error.code * 3;
    } catch (int number) {
        return -number;
    } catch (...) {
        return 1;
    }
}

}

C_FUNCTION EXPORT(run) int64_t run(int n)
{
    sum = 14695981039346656037u;
    for (int i = 0; i < n; i++)
        note(static_cast<uint64_t>(handle(i)));
    return static_cast<int64_t>(sum);
}
