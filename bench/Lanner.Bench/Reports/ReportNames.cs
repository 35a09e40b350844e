namespace Lanner.Bench.Reports;

/// <summary>The names of the reports, which are those of the commands that make them.</summary>
internal static class ReportNames
{
    internal const string Programs = "programs";

    internal const string Calls = "calls";

    internal const string Components = "components";

    internal const string Async = "async";

    internal const string Load = "load";

    internal const string Starts = "starts";

    internal const string Background = "background";

    internal const string Instances = "instances";

    internal const string Metering = "metering";

    internal const string Interruption = "interruption";

    internal const string Language = "language";

    internal const string Wasi = "wasi";

    internal static readonly string[] InOrder =
        [Programs, Calls, Components, Async, Load, Starts, Background, Instances, Metering, Interruption, Language, Wasi];
}
