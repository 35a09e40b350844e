using Lanner.Hunt.Generation;

namespace Lanner.Hunt.Mutation;

/// <summary>Changes a few places of an input, as a mistake or an attacker would.</summary>
internal static class Mutator
{
    /// <summary>Pieces of text that mean something nearly anywhere.</summary>
    private static readonly byte[][] Words =
    [
        .. ("( ) ;; (; ;) (@ \" \\ $x 0x -nan:0x1 1e999999999 4294967296 18446744073709551616 (module (func (type (param "
            + "(result (rec (sub (ref null (local (if (then block loop end br_table try_table catch")
            .Split(' ').Select(System.Text.Encoding.UTF8.GetBytes),
        [0],
        [0xFF],
        [0xED, 0xA0, 0x80],
    ];

    internal static byte[] Mutate(byte[] input, byte[] other, bool isText, Chance chance)
    {
        var bytes = input.ToList();
        var first = isText ? 0 : 8;
        for (var remaining = chance.Between(1, 4); remaining > 0 && bytes.Count > first + 8; remaining--)
        {
            var position = first + chance.Below(bytes.Count - first);
            switch (chance.Below(8))
            {
                case 0:
                    bytes[position] ^= (byte)(1 << chance.Below(8));
                    break;
                case 1:
                    bytes[position] = (byte)chance.Below(256);
                    break;
                case 2:
                    bytes[position] = bytes[first + chance.Below(bytes.Count - first)];
                    break;
                case 3:
                    bytes.RemoveRange(position, Math.Min(chance.Between(1, 5), bytes.Count - position));
                    break;
                case 4:
                    Insert(bytes, position, [.. bytes], chance);
                    break;
                case 5:
                    Insert(bytes, position, other, chance);
                    break;
                case 6:
                    // The largest number of 32 bits, where counts and indices are; or a word.
                    byte[] inserted = isText ? chance.Of(Words) : [0xFF, 0xFF, 0xFF, 0xFF, 0x0F];
                    bytes.RemoveAt(position);
                    bytes.InsertRange(position, inserted);
                    break;
                default:
                    // The same again and again.
                    var length = Math.Min(chance.Between(1, 6), bytes.Count - position);
                    var repeated = bytes.GetRange(position, length);
                    for (var times = 1 << chance.Below(11); times > 0; times--)
                    {
                        bytes.InsertRange(position, repeated);
                    }

                    break;
            }
        }

        return [.. bytes];
    }

    private static void Insert(List<byte> bytes, int position, byte[] source, Chance chance)
    {
        var start = chance.Below(source.Length);
        bytes.InsertRange(position, source.AsSpan(start, Math.Min(chance.Between(1, 24), source.Length - start)).ToArray());
    }
}
