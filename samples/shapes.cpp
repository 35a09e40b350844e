// C++ without exceptions: virtual calls, templates, containers, algorithms, closures, and static construction.
#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace
{
    // Counts its own kind, to show that constructors and destructors balance.
    template <typename Derived>
    class Counted
    {
    public:
        Counted() { ++alive; ++made; }
        Counted(const Counted &) { ++alive; ++made; }
        ~Counted() { --alive; }
        static int alive, made;
    };

    template <typename Derived> int Counted<Derived>::alive = 0;
    template <typename Derived> int Counted<Derived>::made = 0;

    class Shape : Counted<Shape>
    {
    public:
        virtual ~Shape() = default;
        virtual double area() const = 0;
        virtual double perimeter() const = 0;
        virtual std::string name() const = 0;
        static int alive_count() { return Counted<Shape>::alive; }
        static int made_count() { return Counted<Shape>::made; }
    };

    class Rectangle : public Shape
    {
    public:
        Rectangle(double width, double height) : width_(width), height_(height) {}
        double area() const override { return width_ * height_; }
        double perimeter() const override { return 2 * (width_ + height_); }
        std::string name() const override { return "rectangle"; }

    private:
        double width_, height_;
    };

    class Square final : public Rectangle
    {
    public:
        explicit Square(double side) : Rectangle(side, side) {}
        std::string name() const override { return "square"; }
    };

    class Circle final : public Shape
    {
    public:
        explicit Circle(double radius) : radius_(radius) {}
        double area() const override { return pi * radius_ * radius_; }
        double perimeter() const override { return 2 * pi * radius_; }
        std::string name() const override { return "circle"; }

    private:
        static constexpr double pi = 3.14159265358979323846;
        double radius_;
    };

    class Polygon final : public Shape
    {
    public:
        using Point = std::pair<double, double>;
        explicit Polygon(std::vector<Point> points) : points_(std::move(points)) {}

        double area() const override
        {
            double twice = 0;
            each_edge([&](const Point &from, const Point &to) { twice += from.first * to.second - to.first * from.second; });
            return twice < 0 ? -twice / 2 : twice / 2;
        }

        double perimeter() const override
        {
            double sum = 0;
            each_edge([&](const Point &from, const Point &to) {
                double x = to.first - from.first, y = to.second - from.second;
                sum += __builtin_sqrt(x * x + y * y);
            });
            return sum;
        }

        std::string name() const override { return "polygon of " + std::to_string(points_.size()); }

    private:
        template <typename Visitor>
        void each_edge(Visitor visit) const
        {
            for (std::size_t index = 0; index < points_.size(); index++)
                visit(points_[index], points_[(index + 1) % points_.size()]);
        }

        std::vector<Point> points_;
    };

    template <typename Item, typename Key>
    std::map<Key, std::vector<const Item *>> group_by(const std::vector<std::unique_ptr<Item>> &items, std::function<Key(const Item &)> key)
    {
        std::map<Key, std::vector<const Item *>> groups;
        for (const auto &item : items)
            groups[key(*item)].push_back(item.get());
        return groups;
    }

    // A template computed by the compiler and one by the program must agree.
    template <unsigned Number> struct Fibonacci { static constexpr unsigned value = Fibonacci<Number - 1>::value + Fibonacci<Number - 2>::value; };
    template <> struct Fibonacci<0> { static constexpr unsigned value = 0; };
    template <> struct Fibonacci<1> { static constexpr unsigned value = 1; };

    // Constructed before main: fails to print if the host skips the constructors.
    const std::vector<std::string> greeting = {"shapes", "of", "many", "kinds"};
}

int main()
{
    std::string joined;
    for (const auto &word : greeting)
        joined += (joined.empty() ? "" : " ") + word;
    std::printf("%s\n", joined.c_str());

    {
        std::vector<std::unique_ptr<Shape>> shapes;
        for (int index = 1; index <= 5; index++)
        {
            shapes.push_back(std::make_unique<Square>(index));
            shapes.push_back(std::make_unique<Circle>(index * 0.5));
            shapes.push_back(std::make_unique<Rectangle>(index, index + 1.5));
            std::vector<Polygon::Point> points;
            for (int corner = 0; corner < index + 2; corner++)
                points.emplace_back(corner * index, corner * corner % 7);
            shapes.push_back(std::make_unique<Polygon>(std::move(points)));
        }

        std::sort(shapes.begin(), shapes.end(), [](const auto &left, const auto &right) {
            return left->area() != right->area() ? left->area() < right->area() : left->name() < right->name(); // the same order in every library
        });
        for (const auto &shape : shapes)
            std::printf("%-13s area %8.3f perimeter %8.3f\n", shape->name().c_str(), shape->area(), shape->perimeter());

        for (const auto &[name, members] : group_by<Shape, std::string>(shapes, [](const Shape &shape) { return shape.name(); }))
        {
            double total = 0;
            for (const Shape *member : members)
                total += member->area();
            std::printf("%s: %zu, total area %.3f\n", name.c_str(), members.size(), total);
        }
        std::printf("%d shapes alive\n", Shape::alive_count());
    }
    std::printf("%d shapes made, %d left\n", Shape::made_count(), Shape::alive_count());

    std::unordered_map<std::string, unsigned> lengths;
    for (unsigned number = 0; number < 1000; number++)
        lengths[std::string(number % 37, 'x') + std::to_string(number % 11)] += number;
    unsigned checksum = 0;
    for (const auto &[text, sum] : lengths)
        checksum += sum * static_cast<unsigned>(text.size()); // a sum, since the order of a hash table is the library's own
    std::printf("%zu keys, checksum %u\n", lengths.size(), checksum);

    unsigned before = 0, current = 1;
    for (int index = 1; index < 30; index++)
        current += std::exchange(before, current);
    std::printf("fibonacci %u %s\n", current, current == Fibonacci<30>::value ? "agrees" : "differs");
    return 0;
}
