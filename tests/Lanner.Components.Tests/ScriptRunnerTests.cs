using Lanner.Text;
using Lanner.Wast;
using Lanner.Wast.Components;

namespace Lanner.Components.Tests;

/// <summary>Scripts of components, run as those of modules are.</summary>
public sealed class ScriptRunnerTests
{
    [Fact]
    public void The_features_are_those_that_are_asked_for()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "(component (core module (memory 1) (memory 1)))");
            Assert.True(ScriptRunner.Run(file, new ScriptOptions()).IsSuccess);
            var result = ScriptRunner.Run(file, new ScriptOptions { Features = WasmFeatures.Default & ~WasmFeatures.MultiMemory });
            Assert.Single(result.Failures);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void What_runs_for_too_long_is_interrupted()
    {
        const string Script = """
            (component
              (core module $m (func (export "f") (loop $l (br $l))))
              (core instance $i (instantiate $m))
              (func (export "f") (canon lift (core func $i "f"))))
            (assert_return
              (invoke "f"))
            """;
        using var execution = new ScriptExecution(new EngineOptions { Interruptible = true });
        var script = new ComponentScript(Lexer.Read(System.Text.Encoding.UTF8.GetBytes(Script)), WasmFeatures.Default, execution);
        var thread = new Thread(script.Run) { IsBackground = true };
        thread.Start();
        Assert.True(SpinWait.SpinUntil(() => script.CurrentLine == 5, Patience.Limit));
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                execution.Interrupt();
                return thread.Join(TimeSpan.FromMilliseconds(100));
            },
            Patience.Limit));
        Assert.Equal(5, Assert.Single(script.Failures).Line);
    }
}
