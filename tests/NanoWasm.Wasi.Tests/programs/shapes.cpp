// Classes, templates, lambdas and static objects, without the C++ library.
#include <stdio.h>
#include <stdlib.h>

void *operator new(size_t size) { return malloc(size); }
void operator delete(void *block) noexcept { free(block); }
void operator delete(void *block, size_t) noexcept { free(block); }
extern "C" void __cxa_pure_virtual() { abort(); }

namespace {

struct Shape {
    virtual double area() const = 0;
    virtual const char *name() const { return "shape"; }
    virtual ~Shape() { printf("~%s\n", "Shape"); }
};

struct Square : Shape {
    explicit Square(double side) : side(side) {}
    double area() const override { return side * side; }
    const char *name() const override { return "square"; }
    double side;
};

struct Circle final : Shape {
    explicit Circle(double radius) : radius(radius) {}
    double area() const override { return 3.25 * radius * radius; }
    double radius;
};

template <typename T, int Capacity> class Bag {
public:
    ~Bag() { while (count > 0) delete items[--count]; }
    void add(T *item) { items[count++] = item; }
    template <typename F> auto fold(F f) const { double sum = 0; for (int i = 0; i < count; i++) sum = f(sum, *items[i]); return sum; }
    T *items[Capacity];
    int count = 0;
};

struct Logger {
    Logger() { puts("begins"); }
    ~Logger() { puts("ends"); }
} logger;

}

int main()
{
    Bag<Shape, 8> bag;
    for (int i = 1; i <= 4; i++)
        bag.add(i % 2 ? static_cast<Shape *>(new Square(i)) : new Circle(i));
    double scale = 2;
    printf("%g\n", bag.fold([scale](double sum, const Shape &shape) { return sum + scale * shape.area(); }));
    for (int i = 0; i < bag.count; i++)
        printf("%s %g\n", bag.items[i]->name(), bag.items[i]->area());
    return 3;
}
