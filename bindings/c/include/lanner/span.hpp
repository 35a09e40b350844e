/* A view of elements that somebody else owns: std::span, or as much of it as is needed before C++20. Included by lanner.hpp. */
#ifndef LANNER_SPAN_HPP
#define LANNER_SPAN_HPP

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <type_traits>

#if __cplusplus >= 202002L && __has_include(<span>)
#include <span>
#endif

namespace lanner {

#if defined(__cpp_lib_span)

/// A view of elements that somebody else owns.
template <class T>
using Span = std::span<T>;

#else

/// A view of elements that somebody else owns. It is `std::span` from C++20 on.
template <class T>
class Span {
public:
    using element_type = T;
    using value_type = std::remove_cv_t<T>;
    using iterator = T*;

    constexpr Span() noexcept = default;
    constexpr Span(T* data, std::size_t size) noexcept : data_(data), size_(size) {}

    template <std::size_t Size>
    constexpr Span(T (&array)[Size]) noexcept : data_(array), size_(Size)
    {
    }

    /// A view of a container whose elements lie side by side.
    template <
        class Container,
        class = std::enable_if_t<
            std::is_convertible_v<std::remove_pointer_t<decltype(std::data(std::declval<Container&>()))> (*)[], T (*)[]>>>
    constexpr Span(Container&& container) noexcept : data_(std::data(container)), size_(std::size(container))
    {
    }

    constexpr T* data() const noexcept { return data_; }
    constexpr std::size_t size() const noexcept { return size_; }
    constexpr std::size_t size_bytes() const noexcept { return size_ * sizeof(T); }
    constexpr bool empty() const noexcept { return size_ == 0; }
    constexpr T* begin() const noexcept { return data_; }
    constexpr T* end() const noexcept { return data_ + size_; }
    constexpr T& operator[](std::size_t index) const noexcept { return data_[index]; }
    constexpr T& front() const noexcept { return data_[0]; }
    constexpr T& back() const noexcept { return data_[size_ - 1]; }
    constexpr Span subspan(std::size_t offset) const noexcept { return Span(data_ + offset, size_ - offset); }
    constexpr Span subspan(std::size_t offset, std::size_t count) const noexcept { return Span(data_ + offset, count); }
    constexpr Span first(std::size_t count) const noexcept { return Span(data_, count); }

private:
    T* data_ = nullptr;
    std::size_t size_ = 0;
};

#endif

/// Bytes that are only read.
using Bytes = Span<const std::uint8_t>;

namespace detail {

inline std::string_view as_text(Bytes bytes) noexcept
{
    return bytes.empty() ? std::string_view() : std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

inline lanner::Bytes as_bytes(std::string_view text) noexcept
{
    return lanner::Bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

}  // namespace detail
}  // namespace lanner

#endif
