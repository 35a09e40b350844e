using System.CommandLine;
using Lanner.Wast;

namespace Lanner.Cli;

/// <summary><c>lanner wast</c>: runs scripts of the official test suite.</summary>
internal static class WastCommand
{
    internal static Command Create()
    {
        var paths = new Argument<string[]>("FILE|DIR") { Description = "Scripts, or folders with scripts.", Arity = ArgumentArity.OneOrMore };
        var check = new Option<bool>("--checked") { Description = "Compares every memory access with the memory's size." };
        var eager = new Option<bool>("--eager") { Description = "Compiles every function when its module is loaded." };
        var cut = new Option<int?>("--method-instructions") { Description = "Cuts functions into pieces when they have more instructions of CIL.", HelpName = "N" };
        var command = new Command("wast", "Runs scripts of the WebAssembly test suite.") { paths, check, eager, cut };
        command.SetAction(result =>
        {
            var options = new ScriptOptions
            {
                MemoryMode = result.GetValue(check) ? MemoryMode.Checked : null,
                MethodInstructions = result.GetValue(cut),
                Compilation = result.GetValue(eager) ? CompilationMode.Eager : CompilationMode.Lazy,
            };
            var results = new List<ScriptResult>();
            foreach (var path in result.GetRequiredValue(paths))
            {
                var outcome = ScriptRunner.Run(path, options);
                foreach (var failure in outcome.Failures)
                {
                    Console.WriteLine(failure);
                }

                results.Add(outcome);
            }

            var all = ScriptResult.Combine(results);
            Console.WriteLine(all);
            return all.IsSuccess ? ExitCodes.Success : ExitCodes.BadModule;
        });
        return command;
    }
}
