// What the parser of WIT uses of newer .NET, for the .NET Standard that compilers load. Each does what the member of .NET 10 of its name
// does, as far as the parser needs it.
using System.Buffers;
using System.Globalization;
using System.Text;

namespace System
{
    internal readonly struct Index(int value, bool fromEnd = false)
    {
        public int GetOffset(int length) => fromEnd ? length - value : value;

        public static implicit operator Index(int value) => new(value);
    }

    internal readonly struct Range(Index start, Index end)
    {
        public Index Start => start;

        public Index End => end;

        public static Range StartAt(Index start) => new(start, new Index(0, fromEnd: true));

        public static Range EndAt(Index end) => new(0, end);
    }

    internal struct HashCode
    {
        private int _value;

        public void Add<T>(T value) => _value = (_value * 31) + (value?.GetHashCode() ?? 0);

        public readonly int ToHashCode() => _value;

        public static int Combine(params object?[] values)
        {
            var hash = default(HashCode);
            foreach (var value in values)
            {
                hash.Add(value);
            }

            return hash.ToHashCode();
        }
    }
}

namespace System.Runtime.CompilerServices
{
    internal static class IsExternalInit;
}

namespace System.Diagnostics.CodeAnalysis
{
    [AttributeUsage(AttributeTargets.Parameter)]
    internal sealed class NotNullWhenAttribute(bool returnValue) : Attribute
    {
        public bool ReturnValue { get; } = returnValue;
    }
}

namespace System.Buffers
{
    internal sealed class SearchValues<T>(T[] values)
    {
        public ReadOnlySpan<T> Values => values;

        public bool Contains(T value) => Array.IndexOf(values, value) >= 0;
    }

    internal static class SearchValues
    {
        public static SearchValues<char> Create(ReadOnlySpan<char> values) => new(values.ToArray());

        public static SearchValues<char> Create(string values) => new(values.ToCharArray());
    }
}

namespace System.Text
{
    internal readonly struct Rune(int value)
    {
        public int Value => value;

        public static bool IsValid(int value) => value is (>= 0 and < 0xD800) or (> 0xDFFF and <= 0x10FFFF);

        public static bool IsControl(Rune rune) => rune.Value is < 0x20 or (>= 0x7F and < 0xA0);

        public static bool TryGetRuneAt(string text, int index, out Rune rune)
        {
            var isPair = index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]);
            rune = new Rune(isPair ? char.ConvertToUtf32(text[index], text[index + 1]) : text[index]);
            return isPair || !char.IsSurrogate(text[index]);
        }

        public int Utf16SequenceLength => value < 0x10000 ? 1 : 2;

        public int EncodeToUtf8(Span<byte> target)
        {
            var bytes = Encoding.UTF8.GetBytes(ToString());
            bytes.CopyTo(target);
            return bytes.Length;
        }

        public override string ToString() => char.ConvertFromUtf32(value);
    }
}

namespace Lanner.Wit
{
    /// <summary>Members of newer .NET.</summary>
    internal static class Polyfills
    {
        extension(ArgumentNullException)
        {
            public static void ThrowIfNull(object? argument)
            {
                if (argument is null)
                {
                    throw new ArgumentNullException(nameof(argument));
                }
            }
        }

        extension(Enum)
        {
            public static T[] GetValues<T>()
                where T : struct, Enum => (T[])Enum.GetValues(typeof(T));
        }

        extension(char)
        {
            public static bool IsAsciiDigit(char character) => character is >= '0' and <= '9';

            public static bool IsAsciiLetterOrDigit(char character) =>
                character is (>= '0' and <= '9') or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');

            public static bool IsAsciiHexDigit(char character) =>
                character is (>= '0' and <= '9') or (>= 'a' and <= 'f') or (>= 'A' and <= 'F');
        }

        extension(byte)
        {
            public static byte Parse(ReadOnlySpan<char> text, NumberStyles style, IFormatProvider provider) =>
                byte.Parse(text.ToString(), style, provider);
        }

        extension(uint)
        {
            public static bool TryParse(ReadOnlySpan<char> text, NumberStyles style, IFormatProvider provider, out uint value) =>
                uint.TryParse(text.ToString(), style, provider, out value);
        }

        extension(string)
        {
            public static string Join(char separator, IEnumerable<string> parts) => string.Join(separator.ToString(), parts);
        }

        extension(string text)
        {
            public int IndexOf(char character, StringComparison comparison) => text.IndexOf(character.ToString(), comparison);

            public bool Contains(char character, StringComparison comparison) => text.IndexOf(character.ToString(), comparison) >= 0;

            public string Replace(string found, string replacement, StringComparison comparison) =>
                comparison == StringComparison.Ordinal ? text.Replace(found, replacement) : throw new NotSupportedException();
        }

        extension(StringBuilder builder)
        {
            public StringBuilder Append(IFormatProvider provider, FormattableString text) => builder.Append(text.ToString(provider));
        }

        extension(ReadOnlySpan<char> text)
        {
            public int IndexOfAny(SearchValues<char> values) => text.IndexOfAny(values.Values);

            public bool ContainsAny(SearchValues<char> values) => text.IndexOfAny(values.Values) >= 0;

            public bool ContainsAnyExcept(SearchValues<char> values)
            {
                foreach (var character in text)
                {
                    if (!values.Contains(character))
                    {
                        return true;
                    }
                }

                return false;
            }

            public int IndexOfAnyInRange(char first, char last)
            {
                for (var index = 0; index < text.Length; index++)
                {
                    if (text[index] >= first && text[index] <= last)
                    {
                        return index;
                    }
                }

                return -1;
            }

            public bool ContainsAnyInRange(char first, char last) => text.IndexOfAnyInRange(first, last) >= 0;

            public int Count(char wanted)
            {
                var count = 0;
                foreach (var character in text)
                {
                    count += character == wanted ? 1 : 0;
                }

                return count;
            }

            public Range[] Split(char separator)
            {
                var ranges = new List<Range>();
                var start = 0;
                for (var index = 0; index <= text.Length; index++)
                {
                    if (index == text.Length || text[index] == separator)
                    {
                        ranges.Add(new Range(start, index));
                        start = index + 1;
                    }
                }

                return [.. ranges];
            }
        }

        extension<TKey, TValue>(Dictionary<TKey, TValue> dictionary)
            where TKey : notnull
        {
            public TValue? GetValueOrDefault(TKey key) => dictionary.TryGetValue(key, out var value) ? value : default;

            public TValue GetValueOrDefault(TKey key, TValue other) => dictionary.TryGetValue(key, out var value) ? value : other;

            public bool TryAdd(TKey key, TValue value)
            {
                if (dictionary.ContainsKey(key))
                {
                    return false;
                }

                dictionary.Add(key, value);
                return true;
            }
        }

        extension<T>(IEnumerable<T> items)
        {
            public HashSet<T> ToHashSet() => [.. items];

            public IEnumerable<T> Order(IComparer<T> comparer) => items.OrderBy(item => item, comparer);
        }

        extension(List<byte> bytes)
        {
            public void AddRange(Span<byte> added) => bytes.AddRange(added.ToArray());
        }
    }
}
