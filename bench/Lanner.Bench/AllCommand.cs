using System.CommandLine;
using Lanner.Bench.Asynchronous;
using Lanner.Bench.Calls;
using Lanner.Bench.Components;
using Lanner.Bench.Engines;
using Lanner.Bench.InputOutput;
using Lanner.Bench.Instances;
using Lanner.Bench.Interruption;
using Lanner.Bench.Language;
using Lanner.Bench.Loading;
using Lanner.Bench.Metering;
using Lanner.Bench.Programs;
using Lanner.Bench.Reports;
using Lanner.Bench.Starting;

namespace Lanner.Bench;

/// <summary><c>lanner-bench all</c>: every report, one after the other.</summary>
internal static class AllCommand
{
    internal static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Only sees that everything runs." };
        var write = CommonOptions.Write();
        var beside = ProgramsCommand.Beside();
        var command = new Command("all", "Measures everything; with --write this makes docs/performance.md.") { quick, beside, write };
        command.SetAction(result =>
        {
            var (isQuick, isWritten) = (result.GetValue(quick), result.GetValue(write));
            Publish(CallsCommand.Measure(isQuick));
            Publish(ComponentsCommand.Measure(isQuick));
            Publish(AsyncCommand.Measure(isQuick).GetAwaiter().GetResult());
            Publish(LanguageCommand.Measure(isQuick));
            Publish(LoadCommand.Measure(isQuick));
            Publish(StartsCommand.Measure(isQuick));
            Publish(BackgroundCommand.Measure(isQuick));
            Publish(InstancesCommand.Measure(isQuick));
            Publish(MeteringCommand.Measure(isQuick, ProgramsCommand.UsualRuns, out var meteringFailed));
            Publish(InterruptionCommand.Measure(isQuick));
            Publish(WasiCommand.Measure(isQuick));
            Publish(ProgramsCommand.Measure(
                [], new EngineSelection([], result.GetValue(beside)), isQuick, new Amount(ProgramsCommand.UsualScale, isQuick),
                ProgramsCommand.UsualRuns, out var programsFailed));
            return meteringFailed || programsFailed ? 1 : 0;

            // Each as soon as it is there, so that a failure of the next loses nothing.
            void Publish(Report report) => CommonOptions.Publish(report, isWritten);
        });
        return command;
    }
}
