using Lanner.Binary;
using Lanner.Validation;
using Lanner.Wast;

namespace Lanner.Tests.Validation;

/// <summary>Decoding and validation, on every module of the scripts: what is right passes, and what is wrong fails in the right way and
/// with the script's words.</summary>
public sealed class SuiteValidationTests
{
    public static TheoryData<string> Scripts => [.. TestSuite.Scripts];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Valid_modules_pass_and_others_fail_as_the_script_says(string script)
    {
        var file = TestSuite.PathOf(script);
        var features = ScriptFeatures.For(file);

        var complaints = ScriptParser.Parse(File.ReadAllBytes(file))
            .Select(command => (command.Line, Complaint: Check(command, features)))
            .Where(result => result.Complaint is not null)
            .Select(result => $"line {result.Line}: {result.Complaint}");

        Assert.Empty(complaints);
    }

    private static string? Check(ScriptCommand command, WasmFeatures features) => command switch
    {
        ModuleCommand { Source: var source } => Check(source, features, ModuleFault.Unlinkable, ""),
        AssertModuleTrapCommand { Source: var source } => Check(source, features, ModuleFault.Unlinkable, ""),
        AssertFaultCommand { Fault: ModuleFault.Malformed, Source: QuotedModuleSource } => null,
        AssertFaultCommand { Fault: ModuleFault.Malformed or ModuleFault.Invalid or ModuleFault.Unlinkable } fault =>
            Check(fault.Source, features, fault.Fault, fault.Phrase),
        _ => null,
    };

    /// <summary>Unlinkable stands for modules in which nothing is wrong at this stage.</summary>
    private static string? Check(ModuleSource source, WasmFeatures features, ModuleFault expected, string phrase)
    {
        var (fault, reason) = (ModuleFault.Unlinkable, "nothing");
        try
        {
            ModuleValidator.Validate(ModuleDecoder.Decode(source.ToBinary(features), features));
        }
        catch (MalformedModuleException error)
        {
            (fault, reason) = (ModuleFault.Malformed, error.Reason);
        }
        catch (InvalidModuleException error)
        {
            (fault, reason) = (ModuleFault.Invalid, error.Reason);
        }

        return fault == expected && (fault == ModuleFault.Unlinkable || Wordings.Matches(phrase, reason))
            ? null
            : $"{fault} \"{reason}\" instead of {expected} \"{phrase}\"";
    }
}
