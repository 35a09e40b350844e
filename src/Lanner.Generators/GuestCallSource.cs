namespace Lanner.Generators;

/// <summary>Calls from the host of guests' functions: <c>GuestFunc</c> has a result, <c>GuestAction</c> none. The JIT makes a version of
/// each for the types that are used, so that nothing is boxed or tested. What a call takes is said at <c>GuestCall</c>.</summary>
internal static class GuestCallSource
{
    internal static string Write() => ArityClasses.Write("Guest", "GuestDelegates", "Types", Class);

    private static string Class(Arity arity, bool hasResult)
    {
        string[] signature = ["InstanceState", .. arity.Types, hasResult ? "TResult" : "void"];
        var arguments = Arity.Join(["Function.State", .. arity.Arguments]);
        return $$"""
            internal sealed unsafe class {{arity.ClassName("Guest", hasResult)}}(Function function) : GuestCall(function)
            {
                internal {{(hasResult ? "TResult" : "void")}} Invoke({{Arity.Join(arity.Parameters)}})
                {
                    {{string.Concat(arity.Each(number => $"Check({number - 1}, a{number});\n        "))}}Store.Enter();
                    try
                    {
                        var code = (delegate*<{{Arity.Join(signature)}}>)Function.Code;
                        {{(hasResult ? $"return Receive(code({arguments}))" : $"code({arguments})")}};
                    }
                    catch (Exception exception) when (GuestFaults.Recognizes(exception, Store))
                    {
                        throw GuestFaults.Translate(exception, Store);
                    }
                    finally
                    {
                        Store.Leave();
                    }
                }
            }

            """;
    }
}
