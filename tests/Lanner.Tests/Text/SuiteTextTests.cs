using Lanner.Binary;
using Lanner.Wast;

namespace Lanner.Tests.Text;

/// <summary>The text format, on every module of the scripts. Running the modules is the conformance tests' part.</summary>
public sealed class SuiteTextTests
{
    public static TheoryData<string> Scripts => [.. TestSuite.Scripts];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Modules_are_read_and_malformed_ones_are_not(string script)
    {
        var file = TestSuite.PathOf(script);
        var features = ScriptFeatures.For(file);
        var complaints = new List<string>();
        foreach (var command in ScriptParser.Parse(File.ReadAllBytes(file)))
        {
            var complaint = command switch
            {
                ModuleCommand { Source: var source } => Check(source, features),
                AssertModuleTrapCommand { Source: var source } => Check(source, features),
                AssertFaultCommand { Fault: ModuleFault.Unlinkable, Source: var source } => Check(source, features),
                AssertFaultCommand { Fault: ModuleFault.Invalid or ModuleFault.InvalidCustom, Source: var source, Phrase: var phrase } =>
                    CheckInvalid(source, phrase, features),
                AssertFaultCommand { Source: QuotedModuleSource source, Phrase: var phrase } => CheckMalformed(source, phrase, features),
                _ => null,
            };
            if (complaint is not null)
            {
                complaints.Add($"{command.Line}: {complaint}");
            }
        }

        Assert.Empty(complaints);
    }

    private static string? Check(ModuleSource source, WasmFeatures features)
    {
        try
        {
            var module = ModuleDecoder.Decode(source.ToBinary(features), features);
            BodyWalker.RequireWellFormed(module);
            return null;
        }
        catch (LannerException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>Checks that an invalid module is at least well-formed.</summary>
    private static string? CheckInvalid(ModuleSource source, string phrase, WasmFeatures features)
    {
        try
        {
            ModuleDecoder.Decode(source.ToBinary(features), features);
            return null;
        }
        catch (InvalidModuleException)
        {
            return null;
        }
        catch (MalformedModuleException exception)
        {
            return $"{exception.Message} instead of \"{phrase}\"";
        }
    }

    private static string? CheckMalformed(ModuleSource source, string phrase, WasmFeatures features)
    {
        try
        {
            source.ToBinary(features);
            return $"read, though \"{phrase}\"";
        }
        catch (MalformedTextException exception)
        {
            return Wordings.Matches(phrase, exception.Reason) ? null : $"\"{exception.Reason}\" instead of \"{phrase}\"";
        }
    }
}
