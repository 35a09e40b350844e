using System.Diagnostics;
using Lanner.Interpreter;
using Lanner.Wast;

namespace Lanner.Conformance;

/// <summary>The reference interpreter of the hunt is checked by the same scripts. What it does not do stands in
/// expected-failures-interpreter.txt.</summary>
public sealed class InterpreterTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_script_does_what_it_says_in_the_interpreter_unless_it_is_listed()
    {
        Assert.SkipWhen(TestSuite.Folder is null, TestSuite.Missing);

        var passed = Run(TestSuite.Folder!);

        output.WriteLine($"{passed} assertions passed");
        Assert.True(passed > 20_000, $"only {passed} assertions passed: is the suite whole?");
    }

    [Fact]
    public void Every_script_of_the_project_does_what_it_says_in_the_interpreter() => Assert.True(Run(TestSuite.OwnFolder) > 900);

    /// <summary>The JIT's optimiser cannot get wrong what it does not optimise.</summary>
    [Fact]
    public void The_interpreter_is_compiled_without_optimisation()
    {
        var debuggable =
            (DebuggableAttribute?)Attribute.GetCustomAttribute(typeof(InterpreterScriptHost).Assembly, typeof(DebuggableAttribute));

        Assert.True(debuggable?.IsJITOptimizerDisabled);
    }

    private static int Run(string folder) => Scripts.Run(
        folder,
        new ScriptOptions { HostFactory = features => new InterpreterScriptHost(features), TimeLimit = TimeSpan.FromMinutes(5) },
        "expected-failures-interpreter.txt");
}
