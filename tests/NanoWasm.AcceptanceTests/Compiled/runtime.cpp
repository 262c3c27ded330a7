// The least that C++ needs for exceptions in WebAssembly: what the Itanium C++ ABI calls level II, for classes with one base at most.
#include "freestanding.h"

namespace std { [[noreturn]] void terminate() noexcept { __builtin_trap(); } }

namespace runtime {

struct TypeInfo {
    const void *kind;
    const char *name;
    const TypeInfo *base; // of classes with a base only
};

const char pointer = 0; // the kind of pointers

struct Exception {
    const TypeInfo *type;
    void *(*destroy)(void *); // in WebAssembly destructors return what they are given
    int handlers; // negative: thrown again by one of them
    Exception *outer;
    void *object() { return this + 1; }
    void *caught_object() { return type->kind == &pointer ? *static_cast<void **>(object()) : object(); } // handlers of pointers get the pointer
};

Exception *caught;

/// The tables that clang writes for each function: bytes, and numbers in LEB128.
struct Reader {
    const unsigned char *at;

    uintptr_t number()
    {
        uintptr_t value = 0;
        for (unsigned shift = 0;; shift += 7) {
            value |= static_cast<uintptr_t>(*at & 127) << shift;
            if (*at++ < 128)
                return value;
        }
    }

    intptr_t signed_number()
    {
        uintptr_t value = 0;
        for (unsigned shift = 0;;) {
            unsigned char byte = *at++;
            value |= static_cast<uintptr_t>(byte & 127) << shift;
            shift += 7;
            if (byte < 128)
                return static_cast<intptr_t>(byte & 64 && shift < 32 ? value | ~uintptr_t { 0 } << shift : value);
        }
    }
};

}

extern "C" {

extern void *const _ZTVN10__cxxabiv117__class_type_infoE[3], *const _ZTVN10__cxxabiv120__si_class_type_infoE[3];
void *const _ZTVN10__cxxabiv117__class_type_infoE[3] = {}, *const _ZTVN10__cxxabiv120__si_class_type_infoE[3] = {};

// Types of the language itself, which clang expects in the library.
extern const runtime::TypeInfo _ZTIi, _ZTIx, _ZTId, _ZTIPKc;
const runtime::TypeInfo _ZTIi = { nullptr, "i", nullptr }, _ZTIx = { nullptr, "x", nullptr }, _ZTId = { nullptr, "d", nullptr }, _ZTIPKc = { &runtime::pointer, "PKc", nullptr };

/// What a landing pad says before it asks which handler takes the exception, and the answer.
struct { uintptr_t landing_pad; const unsigned char *table; uintptr_t selector; } __wasm_lpad_context;

int _Unwind_CallPersonality(runtime::Exception *exception)
{
    runtime::Reader reader { __wasm_lpad_context.table + 2 };
    uintptr_t offset = reader.number();
    const runtime::TypeInfo *const *types = reinterpret_cast<const runtime::TypeInfo *const *>(reader.at + offset);
    reader.at++;
    uintptr_t length = reader.number();
    const unsigned char *actions = reader.at + length;

    uintptr_t action;
    do {
        uintptr_t site = reader.number();
        action = reader.number();
        if (site == __wasm_lpad_context.landing_pad)
            break;
    } while (reader.at < actions);

    __wasm_lpad_context.selector = 0;
    if (action == 0)
        return 0;
    for (reader.at = actions + action - 1;;) {
        intptr_t filter = reader.signed_number();
        const unsigned char *here = reader.at;
        intptr_t next = reader.signed_number();
        const runtime::TypeInfo *wanted = filter > 0 ? types[-filter] : nullptr;
        bool fits = filter > 0 && wanted == nullptr;
        for (const runtime::TypeInfo *type = exception->type; filter > 0 && !fits && type; type = type->kind == _ZTVN10__cxxabiv120__si_class_type_infoE + 2 ? type->base : nullptr)
            fits = type == wanted;
        if (fits) {
            __wasm_lpad_context.selector = static_cast<uintptr_t>(filter);
            return 0;
        }
        if (next == 0)
            return 0;
        reader.at = here + next;
    }
}

void *__cxa_allocate_exception(size_t size) { return static_cast<runtime::Exception *>(allocate(sizeof(runtime::Exception) + size)) + 1; }

[[noreturn]] void __cxa_throw(void *object, const runtime::TypeInfo *type, void *(*destroy)(void *))
{
    runtime::Exception *exception = static_cast<runtime::Exception *>(object) - 1;
    *exception = { type, destroy, 0, nullptr };
    __builtin_wasm_throw(0, exception);
}

void *__cxa_get_exception_ptr(runtime::Exception *exception) { return exception->caught_object(); }

void *__cxa_begin_catch(runtime::Exception *exception)
{
    exception->handlers = (exception->handlers < 0 ? -exception->handlers : exception->handlers) + 1;
    if (runtime::caught != exception) {
        exception->outer = runtime::caught;
        runtime::caught = exception;
    }
    return exception->caught_object();
}

void __cxa_end_catch()
{
    runtime::Exception *exception = runtime::caught;
    bool again = exception->handlers < 0;
    exception->handlers += again ? 1 : -1;
    if (exception->handlers == 0) {
        runtime::caught = exception->outer;
        if (!again && exception->destroy)
            exception->destroy(exception->object());
    }
}

[[noreturn]] void __cxa_rethrow()
{
    runtime::caught->handlers = -runtime::caught->handlers;
    __builtin_wasm_throw(0, runtime::caught);
}

}
