using System.Diagnostics;
using System.Globalization;
using Lanner.Platform;

namespace Lanner.Tests.Platform;

/// <summary>Limits of the system, beside what other tools say.</summary>
public sealed class SystemLimitsTests
{
    [Fact]
    public void Limits_are_those_that_a_shell_tells()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limits are read on Linux only.");

        Assert.Equal(Shell("ulimit -n") is "unlimited" ? int.MaxValue : Number("ulimit -n"), SystemLimits.Files);
        Assert.Equal(
            Shell("ulimit -v") is "unlimited" ? 1L << 47 : Math.Min(1L << 47, Number("ulimit -v") << 10), SystemLimits.AddressSpace);
        Assert.InRange(SystemLimits.Memory, 1, Number("awk '/^MemTotal:/ { print $2 }' /proc/meminfo") << 10);
        Assert.InRange(SystemLimits.Mappings, 1, Number("cat /proc/sys/vm/max_map_count") - 1);

        static long Number(string command) => long.Parse(Shell(command), CultureInfo.InvariantCulture);
    }

    /// <summary>Returns the line that a command of the shell prints.</summary>
    private static string Shell(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardOutput = true })!;
        return process.StandardOutput.ReadToEnd().Trim();
    }
}
