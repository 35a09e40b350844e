using System.Text;
using Lanner.Components;
using Foreign = Wasmtime.Components.ComponentValue;

namespace Lanner.Bench.Components;

/// <summary>The calls that are measured.</summary>
internal sealed class ComponentScenarios(LannerComponents lanner, WasmtimeComponents wasmtime)
{
    private const int Points = 1000;

    private static readonly (string Name, int Length)[] Texts = [("16 B", 16), ("1 KiB", 1 << 10), ("1 MiB", 1 << 20)];

    private readonly byte[] _source = CreateText();
    private readonly byte[] _target = new byte[1 << 20];
    private readonly Point[] _points = new Point[Points];
    private readonly Point[] _copiedPoints = new Point[Points];

    /// <summary>Keeps what is copied from being thrown away.</summary>
    internal static object? Sink { get; set; }

    /// <summary>Calls by the dynamic API, with values that are made before.</summary>
    internal IEnumerable<ComponentScenario> Dynamic() => FromCSharp(isTyped: false);

    /// <summary>Calls by a class of C# that was generated, beside the only API of the package.</summary>
    internal IEnumerable<ComponentScenario> Typed() => FromCSharp(isTyped: true);

    private IEnumerable<ComponentScenario> FromCSharp(bool isTyped)
    {
        var inner = lanner.World.Inner;
        yield return new(
            "(u32, u32) → u32",
            isTyped
                ? Repeat(() => inner.Add(1, 2))
                : lanner.Calls("inner#add", ComponentValue.FromU32(1), ComponentValue.FromU32(2)),
            wasmtime.Calls("inner", "add", Foreign.U32(1), Foreign.U32(2)));
        foreach (var (name, length) in Texts)
        {
            var text = new string('x', length);
            yield return new(
                $"string of {name}, in",
                isTyped
                    ? Repeat(() => inner.TakeString(text))
                    : lanner.Calls("inner#take-string", ComponentValue.FromString(text)),
                wasmtime.Calls("inner", "take-string", Foreign.String(text)),
                Repeat(() => Encoding.UTF8.GetBytes(text, _target)));
            yield return new(
                $"string of {name}, out",
                isTyped
                    ? Repeat(() => Sink = inner.GiveString((uint)length))
                    : lanner.Calls("inner#give-string", ComponentValue.FromU32((uint)length)),
                wasmtime.Calls("inner", "give-string", Foreign.U32((uint)length)),
                Repeat(() => Sink = Encoding.UTF8.GetString(_source, 0, length)));
        }

        var numbers = new uint[Points];
        yield return new(
            "list of 1,000 u32, in",
            isTyped
                ? Repeat(() => inner.TakeNumbers(numbers))
                : lanner.Calls("inner#take-numbers", ComponentValue.FromNumbers<uint>(numbers)),
            wasmtime.Calls("inner", "take-numbers", Foreign.List([.. Enumerable.Repeat(Foreign.U32(0), Points)])),
            Repeat(() => _source.AsSpan(0, 4 * Points).CopyTo(_target)));
        var point = new GuestWorld.Exports.Inner.Point(1, 2, 3, 4);
        yield return new(
            "record, in and out",
            isTyped ? Repeat(() => inner.Move(point)) : lanner.Calls("inner#move", NewPoint()),
            wasmtime.Calls("inner", "move", NewForeignPoint()));
        var points = Enumerable.Repeat(point, Points).ToArray();
        yield return new(
            "list of 1,000 records, in",
            isTyped
                ? Repeat(() => inner.TakePoints(points))
                : lanner.Calls("inner#take-points", ComponentValue.FromList([.. Enumerable.Repeat(NewPoint(), Points)])),
            wasmtime.Calls("inner", "take-points", Foreign.List([.. Enumerable.Repeat(NewForeignPoint(), Points)])),
            Repeat(() => _points.AsSpan().CopyTo(_copiedPoints)));
        yield return new(
            "list of 1,000 records, out",
            isTyped
                ? Repeat(() => Sink = inner.GivePoints(Points))
                : lanner.Calls("inner#give-points", ComponentValue.FromU32(Points)),
            wasmtime.Calls("inner", "give-points", Foreign.U32(Points)),
            Repeat(() => Sink = _points.AsSpan().ToArray()));
        yield return new("method of a resource", isTyped ? Steps() : DynamicSteps(), null);
    }

    private Action<int> Steps()
    {
        var counter = lanner.World.Inner.CreateCounter();
        return Repeat(() => counter.Step());
    }

    private Action<int> DynamicSteps()
    {
        var counter = lanner.Function("inner#[constructor]counter").Call()!.Value.AsResource();
        return lanner.Calls("inner#[method]counter.step", ComponentValue.FromBorrow(counter));
    }

    /// <summary>Calls of one component by another, in a loop there.</summary>
    internal IEnumerable<ComponentScenario> BetweenComponents()
    {
        yield return new("(u32, u32) → u32", lanner.Loop("outer#add"), wasmtime.Loop("add"));
        foreach (var (name, length) in Texts)
        {
            yield return new(
                $"string of {name}",
                lanner.Loop("outer#string", ComponentValue.FromU32((uint)length)),
                wasmtime.Loop("string", Foreign.U32((uint)length)),
                Repeat(() => _source.AsSpan(0, length).CopyTo(_target)));
        }

        yield return new(
            "list of 1,000 u32",
            lanner.Loop("outer#numbers", ComponentValue.FromU32(Points)),
            wasmtime.Loop("numbers", Foreign.U32(Points)),
            Repeat(() => _source.AsSpan(0, 4 * Points).CopyTo(_target)));
        yield return new("record, in and out", lanner.Loop("outer#move"), wasmtime.Loop("move"));
        yield return new(
            "list of 1,000 records",
            lanner.Loop("outer#points", ComponentValue.FromU32(Points)),
            wasmtime.Loop("points", Foreign.U32(Points)),
            Repeat(() => _points.AsSpan().CopyTo(_copiedPoints)));
        yield return new("method of a resource", lanner.Loop("outer#step"), wasmtime.Loop("step"));
    }

    private static byte[] CreateText()
    {
        var text = new byte[1 << 20];
        text.AsSpan().Fill((byte)'x');
        return text;
    }

    private static Action<int> Repeat(Action action) => count =>
    {
        for (var index = 0; index < count; index++)
        {
            action();
        }
    };

    private static ComponentValue NewPoint() => ComponentValue.FromRecord(
        ("x", ComponentValue.FromF32(1)), ("y", ComponentValue.FromF32(2)), ("z", ComponentValue.FromF32(3)),
        ("id", ComponentValue.FromU32(4)));

    private static Foreign NewForeignPoint() => Foreign.Record(
    [
        new("x", Foreign.F32(1)), new("y", Foreign.F32(2)), new("z", Foreign.F32(3)), new("id", Foreign.U32(4)),
    ]);

    /// <summary>The record of the guest as a C# programmer would write it.</summary>
    private record struct Point(float X, float Y, float Z, uint Id);
}
