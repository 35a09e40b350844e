using System.CommandLine;
using Lanner;
using Lanner.AheadOfTime;
using Lanner.AheadOfTime.Running;
using Lanner.Compilation.Layout;

var scripts = new Argument<string[]>("scripts") { Description = "Scripts, or folders with scripts.", Arity = ArgumentArity.OneOrMore };
var memory = new Option<MemoryMode?>("--memory") { Description = "The kind of memories; by default both, one after the other." };
var interruptible = new Option<bool>("--interruptible") { Description = "Compiles modules so that they can be interrupted." };
var fuel = new Option<bool>("--fuel") { Description = "Compiles modules so that they count fuel." };
var instructions = new Option<int?>("--method-instructions")
{
    Description = "Cuts functions into pieces when they have more instructions of CIL.",
};
var folder = new Option<string>("--folder")
{
    Description = "Where the program goes. What is there already goes.",
    DefaultValueFactory = _ => "artifacts/ahead-of-time",
};
var root = new RootCommand("Runs scripts of the WebAssembly test suite in a program of NativeAOT, which has a library of each module.")
{
    scripts, memory, interruptible, fuel, instructions, folder,
};
root.SetAction(result =>
{
    var suite = new Suite(
        new SuiteOptions(result.GetValue(interruptible), result.GetValue(fuel)),
        result.GetValue(memory),
        result.GetValue(instructions) is { } count ? MethodLimits.OfInstructions(count) : null,
        Console.Out);
    try
    {
        return suite.Run(result.GetRequiredValue(scripts), Path.GetFullPath(result.GetRequiredValue(folder))) ? 0 : 1;
    }
    catch (NotSupportedException exception)
    {
        Console.Error.WriteLine(exception.Message);
        return 2;
    }
});
return root.Parse(args).Invoke();
