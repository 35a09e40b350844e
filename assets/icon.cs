// Draws assets/icon.png, the picture of the packages: `dotnet run assets/icon.cs` in the root of the repository. A falcon seen from below,
// in a square with round corners.
using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;

const int Size = 128, Samples = 4;
Vector3 violet = new(0x51, 0x2B, 0xD4), white = new(255, 255, 255), amber = new(0xFF, 0xB0, 0);

// The outline in cubic curves, each with two points that it is drawn to and one where it ends; the other half is its reflection.
Vector2[] half = [new(64, 104), new(60, 94), new(56, 84), new(52, 74), new(44, 58), new(32, 48), new(14, 46),
    new(36, 34), new(50, 44), new(64, 62)];
var left = Enumerable.Range(0, half.Length / 3)
    .SelectMany(curve => Enumerable.Range(0, 32).Select(step => Bezier(half.AsSpan(curve * 3, 4), step / 32f))).ToList();
Vector2[] falcon = [.. left, half[^1], .. left.AsEnumerable().Reverse().Select(point => new Vector2(128 - point.X, point.Y))];

var rows = new byte[Size * (1 + (Size * 4))];
for (var y = 0; y < Size; y++)
{
    for (var x = 0; x < Size; x++)
    {
        var (color, coverage) = (Vector3.Zero, 0f);
        for (var sample = 0; sample < Samples * Samples; sample++)
        {
            var point = new Vector2(x + (((sample % Samples) + 0.5f) / Samples), y + (((sample / Samples) + 0.5f) / Samples));
            if (IsInSquare(point))
            {
                color += Vector2.Distance(point, new(64, 52)) < 7 ? amber : IsInside(falcon, point) ? white : violet;
                coverage++;
            }
        }

        var pixel = rows.AsSpan((y * (1 + (Size * 4))) + 1 + (x * 4), 4);
        color /= Math.Max(coverage, 1);
        (pixel[0], pixel[1], pixel[2], pixel[3]) =
            ((byte)color.X, (byte)color.Y, (byte)color.Z, (byte)(coverage * 255 / (Samples * Samples)));
    }
}

using var compressed = new MemoryStream();
using (var zlib = new ZLibStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
{
    zlib.Write(rows);
}

using var file = File.Create("assets/icon.png");
file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
WriteChunk("IHDR"u8, [0, 0, 0, Size, 0, 0, 0, Size, 8, 6, 0, 0, 0]);
WriteChunk("IDAT"u8, compressed.ToArray());
WriteChunk("IEND"u8, []);

void WriteChunk(ReadOnlySpan<byte> type, byte[] data)
{
    byte[] content = [.. type, .. data];
    var number = new byte[4];
    BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
    file.Write(number);
    file.Write(content);
    BinaryPrimitives.WriteUInt32BigEndian(number, Checksum(content));
    file.Write(number);
}

// CRC-32, as PNG wants it.
static uint Checksum(byte[] content)
{
    var checksum = uint.MaxValue;
    foreach (var value in content)
    {
        checksum ^= value;
        for (var bit = 0; bit < 8; bit++)
        {
            checksum = (checksum >> 1) ^ ((checksum & 1) * 0xEDB88320);
        }
    }

    return ~checksum;
}

static bool IsInSquare(Vector2 point)
{
    var corner = Vector2.Max(Vector2.Abs(point - new Vector2(64)) - new Vector2(40), Vector2.Zero);
    return corner.Length() <= 24;
}

static bool IsInside(Vector2[] polygon, Vector2 point)
{
    var inside = false;
    for (var index = 0; index < polygon.Length; index++)
    {
        var (a, b) = (polygon[index], polygon[(index + 1) % polygon.Length]);
        inside ^= a.Y > point.Y != b.Y > point.Y && point.X < a.X + ((b.X - a.X) * (point.Y - a.Y) / (b.Y - a.Y));
    }

    return inside;
}

static Vector2 Bezier(ReadOnlySpan<Vector2> points, float at)
{
    var rest = 1 - at;
    return (points[0] * rest * rest * rest) + (points[1] * 3 * rest * rest * at) + (points[2] * 3 * rest * at * at)
        + (points[3] * at * at * at);
}
