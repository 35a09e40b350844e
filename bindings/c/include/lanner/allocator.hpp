/* Text and bytes by the guest's own allocator. Included by lanner.hpp. */
#ifndef LANNER_ALLOCATOR_HPP
#define LANNER_ALLOCATOR_HPP

#include "instance.hpp"

namespace lanner {

/// A piece of a guest's memory.
struct Piece {
    std::uint32_t address = 0;
    std::uint32_t length = 0;
};

namespace detail {

/// True for well-formed UTF-8: nothing longer than need be, no surrogates, nothing past U+10FFFF.
inline bool is_utf8(Bytes bytes) noexcept
{
    std::size_t index = 0;
    while (index < bytes.size()) {
        const std::uint8_t first = bytes[index++];
        if (first < 0x80) {
            continue;
        }
        if (first < 0xc2 || first > 0xf4) {
            return false;
        }
        const std::size_t more = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
        if (bytes.size() - index < more) {
            return false;
        }
        const std::uint8_t second = bytes[index];
        const std::uint8_t least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        const std::uint8_t most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        if (second < least || second > most) {
            return false;
        }
        for (std::size_t other = 1; other < more; other++) {
            if ((bytes[index + other] & 0xc0) != 0x80) {
                return false;
            }
        }
        index += more;
    }
    return true;
}

}  // namespace detail

/// Text and bytes for guests, and from them, by the functions that the guest exports for its memory: `malloc`, which takes a number of
/// bytes and returns an address or 0, and `free`, which takes an address, or the address and the length. Text is UTF-8 without a zero at
/// its end. An argument of text or bytes is two parameters, the address and the length; a result is an i64, with the address in its lower
/// half and the length in its upper, or two results.
class Allocator {
public:
    /// An argument of a call: text, bytes, or a value.
    class Argument {
    public:
        Argument(const char* text) : content_(detail::as_bytes(text)) {}
        Argument(std::string_view text) : content_(detail::as_bytes(text)) {}
        Argument(const std::string& text) : content_(detail::as_bytes(text)) {}
        Argument(Bytes bytes) : content_(bytes) {}
        Argument(const std::vector<std::uint8_t>& bytes) : content_(Bytes(bytes.data(), bytes.size())) {}
        Argument(Value value) : content_(std::move(value)) {}

        template <class Number, class = std::enable_if_t<std::is_arithmetic_v<Number>>>
        Argument(Number number) : content_(Value(number))
        {
        }

    private:
        friend class Allocator;
        std::variant<Bytes, Value> content_;
    };

private:
    /// The piece that a function has returned.
    static Piece piece_of(const std::vector<Value>& results)
    {
        if (results.size() == 1 && results[0].type() == ValueType::i64) {
            const auto packed = static_cast<std::uint64_t>(results[0].i64());
            return Piece{static_cast<std::uint32_t>(packed), static_cast<std::uint32_t>(packed >> 32)};
        }
        if (results.size() == 2 && results[0].type() == ValueType::i32 && results[1].type() == ValueType::i32) {
            return Piece{static_cast<std::uint32_t>(results[0].i32()), static_cast<std::uint32_t>(results[1].i32())};
        }
        throw Error("the function returns no text or bytes: one i64 or two i32 were expected");
    }

    template <class Read>
    auto take(const std::vector<Value>& results, const Read& read)
    {
        const Piece piece = piece_of(results);
        if (piece.address == 0 || piece.length == 0) {
            // Nothing to read.
            release(piece);
            return read(Piece{0, 0});
        }
        auto content = [&] {
            try {
                return read(piece);
            } catch (...) {
                release_quietly(piece);
                throw;
            }
        }();
        release(piece);
        return content;
    }

public:
    /// Finds the functions and the memory by their names.
    explicit Allocator(
        const Instance& instance, std::string_view allocate = "malloc", std::string_view release = "free",
        std::string_view memory = "memory")
        : memory_(instance.memory(memory)), allocate_(instance.function<std::uint32_t(std::uint32_t)>(allocate)),
          release_(instance.function(release)), release_takes_length_(release_.type().params.size() == 2)
    {
    }

    /// Room for so many bytes, until `release`; throws when the guest has none.
    Piece allocate(std::size_t length)
    {
        if (length > UINT32_MAX) {
            throw Error("the guest has no room for " + std::to_string(length) + " bytes");
        }
        const Piece piece{allocate_(static_cast<std::uint32_t>(length)), static_cast<std::uint32_t>(length)};
        if (piece.address == 0 && length > 0) {
            throw Error("the guest has no room for " + std::to_string(length) + " bytes");
        }
        return piece;
    }

    /// A copy of bytes in the guest's memory, until `release`.
    Piece new_bytes(Bytes content)
    {
        const Piece piece = allocate(content.size());
        try {
            memory_.write(piece.address, content);
        } catch (...) {
            release_quietly(piece);
            throw;
        }
        return piece;
    }

    /// A copy of text in the guest's memory, until `release`.
    Piece new_text(std::string_view text) { return new_bytes(detail::as_bytes(text)); }

    /// A copy of the bytes of a piece; throws when it lies outside of the memory.
    std::vector<std::uint8_t> read_bytes(Piece piece) const { return memory_.read(piece.address, piece.length); }

    /// The text of a piece; throws when it lies outside of the memory or is no UTF-8.
    std::string read_text(Piece piece) const
    {
        const Span<std::uint8_t> bytes = memory_.bytes(piece.address, piece.length);
        if (!detail::is_utf8(bytes)) {
            throw Error("the bytes of the guest are no text in UTF-8");
        }
        return std::string(detail::as_text(bytes));
    }

    /// Gives a piece back to the guest. The address 0 is nothing to give back.
    void release(Piece piece)
    {
        if (piece.address == 0) {
            return;
        }
        if (release_takes_length_) {
            release_(static_cast<std::int32_t>(piece.address), static_cast<std::int32_t>(piece.length));
        } else {
            release_(static_cast<std::int32_t>(piece.address));
        }
    }

    /// Calls a function with arguments of text, bytes and values, and returns its results. What was allocated for the arguments is given
    /// back, however the call ends.
    std::vector<Value> call(const Function& function, std::initializer_list<Argument> arguments)
    {
        return call(function, Span<const Argument>(arguments.begin(), arguments.size()));
    }

    std::vector<Value> call(const Function& function, Span<const Argument> arguments)
    {
        std::vector<Piece> pieces;
        std::vector<Value> values;
        std::vector<Value> results;
        try {
            for (const Argument& argument : arguments) {
                if (const Value* value = std::get_if<Value>(&argument.content_)) {
                    values.push_back(*value);
                    continue;
                }
                pieces.reserve(pieces.size() + 1);
                pieces.push_back(new_bytes(std::get<Bytes>(argument.content_)));
                values.emplace_back(pieces.back().address);
                values.emplace_back(pieces.back().length);
            }
            results = function.call(values);
        } catch (...) {
            for (const Piece piece : pieces) {
                release_quietly(piece);
            }
            throw;
        }
        for (const Piece piece : pieces) {
            release(piece);
        }
        return results;
    }

    /// The same for a function that returns text.
    std::string call_text(const Function& function, std::initializer_list<Argument> arguments)
    {
        return call_text(function, Span<const Argument>(arguments.begin(), arguments.size()));
    }

    std::string call_text(const Function& function, Span<const Argument> arguments)
    {
        return take(call(function, arguments), [this](Piece piece) { return read_text(piece); });
    }

    /// The same for a function that returns bytes.
    std::vector<std::uint8_t> call_bytes(const Function& function, std::initializer_list<Argument> arguments)
    {
        return call_bytes(function, Span<const Argument>(arguments.begin(), arguments.size()));
    }

    std::vector<std::uint8_t> call_bytes(const Function& function, Span<const Argument> arguments)
    {
        return take(call(function, arguments), [this](Piece piece) { return read_bytes(piece); });
    }

private:
    /// For what is on its way out with an error already.
    void release_quietly(Piece piece) noexcept
    {
        try {
            release(piece);
        } catch (...) {
        }
    }

    Memory memory_;
    TypedFunction<std::uint32_t(std::uint32_t)> allocate_;
    Function release_;
    bool release_takes_length_;
};

}  // namespace lanner

#endif
