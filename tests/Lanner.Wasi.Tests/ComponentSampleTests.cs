using System.IO.Pipes;
using Lanner.Components;

namespace Lanner.Wasi.Tests;

/// <summary>Programs and libraries of different languages (samples/components) are linked with each other.</summary>
public sealed class ComponentSampleTests
{
    [Theory]
    [InlineData("samples/components/report.wasm", "samples/components/words-c.wasm")]
    [InlineData("samples/components/report.wasm", "samples/components/words-rust.wasm")]
    [InlineData("samples/components/report.wasm", "artifacts/components/words-js.wasm")]
    [InlineData("artifacts/components/report-js.wasm", "samples/components/words-c.wasm")]
    public void A_program_reports_what_a_library_of_another_language_counts(string program, string library)
    {
        var output = new CapturedOutput();
        var input = WasiInput.FromBytes(File.ReadAllBytes(Repository.PathOf("samples/wordcount.input")));
        using var context = new WasiContextBuilder { Arguments = ["report"], Input = input, Output = output }.Build();
        using var engine = new Engine();
        using var store = new Store(engine);
        var linker = new ComponentLinker(engine);
        linker.DefineWasi(context);
        const string Words = "lanner:samples/words@0.1.0";
        linker.DefineInstance(Words, linker.Instantiate(store, Find(engine, library)).FindInstance(Words)!);
        Assert.Equal(0, WasiCommand.Run(linker.Instantiate(store, Find(engine, program))));
        Assert.Equal(File.ReadAllText(Repository.PathOf("samples/components/report.expected")), output.Text);
    }

    [Fact]
    public async Task A_program_that_waits_for_input_does_not_block_who_has_started_it()
    {
        await using var written = new AnonymousPipeServerStream(PipeDirection.Out);
        await using var read = new AnonymousPipeClientStream(PipeDirection.In, written.ClientSafePipeHandle);
        var output = new CapturedOutput();
        using var context = new WasiContextBuilder { Arguments = ["report"], Input = WasiInput.FromStream(read), Output = output }.Build();
        using var engine = new Engine();
        using var store = new Store(engine);
        var linker = new ComponentLinker(engine);
        linker.DefineWasi(context);
        var program = linker.Instantiate(store, Find(engine, "samples/components/report-rust.wasm"));

        var run = WasiCommand.RunAsync(program, cancellation: TestContext.Current.CancellationToken);

        Assert.False(run.IsCompleted);
        written.Write(File.ReadAllBytes(Repository.PathOf("samples/wordcount.input")));
        written.Close();
        Assert.Equal(0, await run);
        Assert.Equal(File.ReadAllText(Repository.PathOf("samples/components/report.expected")), output.Text);
    }

    private static Component Find(Engine engine, string component)
    {
        var file = Repository.PathOf(component);
        Assert.SkipUnless(File.Exists(file), $"{component} is not there: samples/components/build.sh makes it.");
        return Component.FromBinary(engine, File.ReadAllBytes(file));
    }
}
