using System.Text;

namespace Lanner.Hunt.CanonicalAbi;

/// <summary>The text of a component through which values of a type go: to the host and back, within its own memory, and out of memory that
/// the host makes up for it. Each function is there twice: <c>near-…</c> of a guest next to the host, and <c>far-…</c> with a component
/// between them on both sides.</summary>
internal sealed class GuestText
{
    /// <summary>The bytes of a guest's memory: a page for the image, and one for what is passed to the guest.</summary>
    internal const int MemoryBytes = 2 << 16;

    /// <summary>The most bytes of an image.</summary>
    internal const int MostImageBytes = 1 << 16;

    /// <summary>The place for a result, behind the slots.</summary>
    private const int ResultAt = 1024;

    /// <summary>The place for the pointer to a list that is returned, and its length.</summary>
    private const int ListAt = 512;

    private const string Libc = """
        (core module $Libc
          (memory (export "mem") 2)
          (global $next (mut i32) (i32.const 65536))
          (global $armed (mut i32) (i32.const 0))
          (global $wraps (mut i32) (i32.const 0))
          (func (export "arm") (param i32 i32)
            (global.set $armed (local.get 0))
            (global.set $wraps (local.get 1)))
          (func (export "realloc") (param $old i32) (param $size i32) (param $alignment i32) (param $new-size i32) (result i32)
            (local $address i32) (local $missing i32)
            (if (global.get $armed)
              (then
                (global.set $armed (i32.sub (global.get $armed) (i32.const 1)))
                (if (i32.eqz (global.get $armed))
                  (then (return (select
                    (i32.const -16)
                    (i32.and
                      (i32.add (i32.sub (i32.shl (memory.size) (i32.const 16)) (local.get $new-size)) (i32.const 16))
                      (i32.const -16))
                    (global.get $wraps)))))))
            (local.set $address (i32.and
              (i32.add (global.get $next) (i32.sub (local.get $alignment) (i32.const 1)))
              (i32.sub (i32.const 0) (local.get $alignment))))
            (global.set $next (i32.add (local.get $address) (local.get $new-size)))
            (local.set $missing (i32.sub (global.get $next) (i32.shl (memory.size) (i32.const 16))))
            (if (i32.gt_s (local.get $missing) (i32.const 0))
              (then (drop (memory.grow (i32.add (i32.shr_u (local.get $missing) (i32.const 16)) (i32.const 1))))))
            (if (local.get $size)
              (then (memory.copy (local.get $address) (local.get $old)
                (select (local.get $size) (local.get $new-size) (i32.lt_u (local.get $size) (local.get $new-size))))))
            (local.get $address))
          (func (export "reset") (global.set $next (i32.const 65536))))
        """;

    private readonly string _types;
    private readonly IReadOnlyList<string> _names;
    private readonly GuestFunction _take;
    private readonly GuestFunction _echo;
    private readonly GuestFunction _list;
    private readonly GuestFunction _lift;
    private readonly GuestFunction _send;
    private readonly GuestFunction _arm;
    private readonly GuestFunction? _lend;

    internal GuestText(Shape shape, ShapeMaker types)
    {
        const string Image = "(param \"image\" (list u8))";
        _types = types.Definitions;
        _names = types.Names;
        var parameter = $"(param \"value\" {shape.Text})";
        var result = $"(result {shape.Text})";
        var flat = shape.Flat.Count > GuestImage.Slots ? [CoreType.I32] : shape.Flat;
        var (spills, core) = shape.Flat.Count > 1 ? (true, CoreType.I32) : (false, shape.Flat[0]);
        CoreType[] range = [CoreType.I32, CoreType.I32];
        _take = new("take", parameter, flat);
        _echo = new("echo", $"{parameter} {result}", flat, core, spills);
        _list = new("list", $"(param \"value\" (list {shape.Text})) (result (list {shape.Text}))", range, CoreType.I32, Spills: true);
        _lift = new("lift", $"{Image} {result}", range, core, spills);
        _send = new("send", Image, range);
        _arm = new("arm", "(param \"call\" u32) (param \"wraps\" u32)", range);
        _lend = HasResource
            ? new(
                "lend", "(param \"one\" (borrow $r)) (param \"more\" (list (borrow $r))) (result u32)", [CoreType.I32, .. range],
                CoreType.I32)
            : null;
    }

    /// <summary>True if resources are passed, and there is a function that they are lent to.</summary>
    internal bool HasResource => _names.Contains("r");

    private IEnumerable<GuestFunction> HostFunctions => [_take, _echo, .. OptionalLend];

    private IEnumerable<GuestFunction> Exports => [_echo, _list, _lift, _send, _arm, .. OptionalLend];

    private GuestFunction[] OptionalLend => _lend is null ? [] : [_lend];

    /// <summary>Writes the component.</summary>
    /// <param name="near">The encoding of the guest.</param>
    /// <param name="front">The encoding of the component between the host and the guest's exports.</param>
    /// <param name="back">The encoding of the component between the guest's imports and the host.</param>
    internal string Write(GuestEncoding near, GuestEncoding front, GuestEncoding back)
    {
        var text = new StringBuilder();
        text.AppendLine("(component $Root").AppendLine(_types).AppendLine(Libc);
        foreach (var function in HostFunctions)
        {
            text.AppendLine($"(import \"{function.Name}\" (func ${function.Name} {function.Type}))");
        }

        WriteComponent(text, "Guest", near, HostFunctions, Exports, isGuest: true);
        WriteComponent(text, "Front", front, Exports, Exports, isGuest: false);
        WriteComponent(text, "Back", back, HostFunctions, HostFunctions, isGuest: false);
        WriteInstance(text, "near", "Guest", HostFunctions, _ => "");
        WriteInstance(text, "back", "Back", HostFunctions, _ => "");
        WriteInstance(text, "middle", "Guest", HostFunctions, name => $"back \"{name}\"");
        WriteInstance(text, "far", "Front", Exports, name => $"middle \"{name}\"");
        foreach (var function in Exports)
        {
            text.AppendLine($"(export \"near-{function.Name}\" (func $near \"{function.Name}\"))");
            text.AppendLine($"(export \"far-{function.Name}\" (func $far \"{function.Name}\"))");
        }

        return text.Append(')').ToString();
    }

    private static string EncodingOf(GuestEncoding encoding) => encoding switch
    {
        GuestEncoding.Utf8 => "utf8",
        GuestEncoding.Utf16 => "utf16",
        _ => "latin1+utf16",
    };

    private void WriteInstance(
        StringBuilder text, string name, string component, IEnumerable<GuestFunction> imports, Func<string, string> source)
    {
        text.Append($"(instance ${name} (instantiate ${component}");
        foreach (var type in _names)
        {
            text.Append($" (with \"{type}\" (type ${type}))");
        }

        foreach (var function in imports)
        {
            var given = source(function.Name);
            text.Append($" (with \"{function.Name}\" (func ${(given.Length == 0 ? function.Name : given)}))");
        }

        text.AppendLine("))");
    }

    private void WriteComponent(
        StringBuilder text, string name, GuestEncoding encoding, IEnumerable<GuestFunction> imports, IEnumerable<GuestFunction> exports,
        bool isGuest)
    {
        var options =
            $"string-encoding={EncodingOf(encoding)} (memory (core memory $libc \"mem\")) (realloc (core func $libc \"realloc\"))";
        text.AppendLine($"(component ${name}").AppendLine(_types);
        text.AppendLine("(alias outer $Root $Libc (core module $Libc)) (core instance $libc (instantiate $Libc))");
        var given = new StringBuilder();
        var core = new StringBuilder();
        foreach (var function in imports)
        {
            text.AppendLine($"(import \"{function.Name}\" (func ${function.Name} {function.Type}))");
            text.AppendLine($"(core func ${function.Name}' (canon lower (func ${function.Name}) {options}))");
            given.Append($" (export \"{function.Name}\" (func ${function.Name}'))");
            core.AppendLine($"(import \"\" \"{function.Name}\" (func ${function.Name} {function.LoweredType}))");
        }

        if (HasResource)
        {
            text.AppendLine("(core func $drop' (canon resource.drop $r))");
            given.Append(" (export \"drop\" (func $drop'))");
            core.AppendLine("(import \"\" \"drop\" (func $drop (param i32)))");
        }

        text.AppendLine("(core module $Code (import \"libc\" \"mem\" (memory 2)) (import \"libc\" \"reset\" (func $reset))");
        text.AppendLine(isGuest ? "(import \"libc\" \"arm\" (func $arm (param i32 i32)))" : "");
        text.Append(core);
        text.AppendLine(isGuest ? GuestCode() : "");
        foreach (var function in exports.Where(function => !isGuest || function == _echo || function == _lend))
        {
            text.AppendLine(function == _lend ? LendingCode : ForwardingCode(function));
        }

        text.AppendLine(")");
        text.AppendLine($"(core instance $code (instantiate $Code (with \"libc\" (instance $libc)) (with \"\" (instance{given}))))");
        foreach (var function in exports)
        {
            text.AppendLine(
                $"(func (export \"{function.Name}\") {function.Type} (canon lift (core func $code \"{function.Name}\") {options}))");
        }

        text.AppendLine(")");
    }

    /// <summary>Passes the handles on, and drops them.</summary>
    private const string LendingCode = """
        (func (export "lend") (param $one i32) (param $more i32) (param $count i32) (result i32)
          (call $lend (local.get $one) (local.get $more) (local.get $count))
          (call $drop (local.get $one))
          (loop $next
            (if (local.get $count)
              (then
                (call $drop (i32.load (local.get $more)))
                (local.set $more (i32.add (local.get $more) (i32.const 4)))
                (local.set $count (i32.sub (local.get $count) (i32.const 1)))
                (br $next))))
          (call $reset))
        """;

    private static string ForwardingCode(GuestFunction function)
    {
        var arguments = string.Join(' ', function.Parameters.Select((_, index) => $"(local.get {index})"));
        var result = function.Spills ? $"(i32.const {ResultAt})" : "";
        var call = $"(call ${function.Name} {arguments} {result}) (call $reset) {result}";
        return $"(func (export \"{function.Name}\") {function.LiftedType} {call})";
    }

    /// <summary>The functions that only the guest has: one returns a list that lies in its memory, others take the whole of the memory from
    /// the host, and return a value from there or pass it on; <c>arm</c> has a later answer of realloc lead out of the memory.</summary>
    private string GuestCode()
    {
        var slots = string.Join(
            ' ', _take.Parameters.Select((type, index) => $"({CoreName(type)}.load (i32.const {GuestImage.At(index)}))"));
        return $"""
            (func $image (param $address i32) (param $size i32)
              (memory.copy (i32.const 0) (local.get $address) (local.get $size))
              (memory.fill (local.get $size) (i32.const 0) (i32.sub (i32.const {MemoryBytes}) (local.get $size)))
              (call $reset))
            (func (export "list") (param i32 i32) (result i32)
              (i32.store (i32.const {ListAt}) (local.get 0))
              (i32.store (i32.const {ListAt + 4}) (local.get 1))
              (call $reset)
              (i32.const {ListAt}))
            (func (export "arm") (param i32 i32) (call $arm (local.get 0) (local.get 1)))
            (func (export "lift") {_lift.LiftedType}
              (call $image (local.get 0) (local.get 1))
              ({CoreName(_lift.Result!.Value)}.load (i32.const 0)))
            (func (export "send") {_send.LiftedType}
              (call $image (local.get 0) (local.get 1))
              (call $take {slots}))
            """;
    }

    private static string CoreName(CoreType type) => type.ToString().ToLowerInvariant();

    /// <summary>A function of the component.</summary>
    /// <param name="Name">The name.</param>
    /// <param name="Type">The parameters and the result in the text format.</param>
    /// <param name="Parameters">The core parameters.</param>
    /// <param name="Result">The core result of the function that is lifted, or null.</param>
    /// <param name="Spills">True if the result is a pointer, which a function that is lowered takes as its last parameter.</param>
    private sealed record GuestFunction(
        string Name, string Type, IReadOnlyList<CoreType> Parameters, CoreType? Result = null, bool Spills = false)
    {
        internal string LiftedType => $"(param {Names(Parameters)}) {ResultOf(Result)}";

        internal string LoweredType => Spills
            ? $"(param {Names([.. Parameters, CoreType.I32])})"
            : LiftedType;

        private static string Names(IEnumerable<CoreType> types) => string.Join(' ', types.Select(CoreName));

        private static string ResultOf(CoreType? result) => result is { } type ? $"(result {CoreName(type)})" : "";
    }
}
