using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Lanner.Tests;

/// <summary>The environment of the tests and of the processes that they start.</summary>
public static class TestEnvironment
{
    /// <summary>Keeps commands from using the cache of whoever runs the tests, and from filling it behind. Tests of the cache name
    /// one.</summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Each test project loads this one before its first test, for HangGuard.")]
    internal static void Prepare() => Environment.SetEnvironmentVariable("LANNER_CACHE", "off");

    /// <summary>The number that a variable of the environment asks for, such as that of rounds; the usual one where it is not
    /// set.</summary>
    public static int Number(string variable, int usual) =>
        Environment.GetEnvironmentVariable(variable) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
}
