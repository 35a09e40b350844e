namespace Lanner.Generators;

/// <summary>Code that guests call when they call a function of the host: static methods with the convention of compiled code.
/// <c>HostFunc</c> has a result, <c>HostAction</c> none. The state is that of the host function, which knows the delegate. What
/// <c>HostCalls</c> does is inlined, and gone where no references are concerned.</summary>
internal static class HostThunkSource
{
    private static readonly string[] Nothing = [];

    internal static string Write() => ArityClasses.Write("Host", "TypedThunks", "Thunks", Class);

    private static string Class(Arity arity, bool hasResult) => $$"""
        internal static class {{arity.ClassName("Host", hasResult)}}
        {
            {{Method(arity, hasResult, hasCaller: false)}}

            {{Method(arity, hasResult, hasCaller: true)}}
        }

        """;

    private static string Method(Arity arity, bool hasResult, bool hasCaller)
    {
        string[] types = [.. hasCaller ? ["Caller"] : Nothing, .. arity.Types, .. hasResult ? ["TResult"] : Nothing];
        string[] arguments =
        [
            .. hasCaller ? ["HostCalls.Caller(state)"] : Nothing, .. arity.Each(number => $"HostCalls.RecordEscape(state, a{number})"),
        ];
        var call = $"HostCalls.Callback<{(hasResult ? "Func" : "Action")}{Arity.Generic(types)}>(state)({Arity.Lines(12, arguments)})";
        return $"internal static {(hasResult ? "TResult" : "void")} {(hasCaller ? "InvokeWithCaller" : "Invoke")}" +
            $"({Arity.Join(["InstanceState state", .. arity.Parameters])}) =>\n        " +
            $"{(hasResult ? $"HostCalls.Check(state, {call})" : call)};";
    }
}
