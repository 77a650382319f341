using System.Text.Json;
using PluginHost.Toml;

namespace Toml.Tests;

public sealed class ConformanceTests
{
    public static TheoryData<string> ValidCases => ConformanceSuite.Cases("valid");

    public static TheoryData<string> InvalidCases => ConformanceSuite.Cases("invalid");

    [ConformanceTheory]
    [MemberData(nameof(ValidCases))]
    public void A_valid_document_decodes_to_its_json(string path)
    {
        TomlTable document = TomlReader.Parse(ConformanceSuite.Read(path), path);

        Assert.Empty(DifferencesFromJson(path, document));
    }

    [ConformanceTheory]
    [MemberData(nameof(ValidCases))]
    public void A_valid_document_survives_encoding_with_literal_strings(string path)
        => SurvivesEncoding(path, TomlWriterOptions.Containerd2);

    [ConformanceTheory]
    [MemberData(nameof(ValidCases))]
    public void A_valid_document_survives_encoding_with_basic_strings(string path)
        => SurvivesEncoding(path, TomlWriterOptions.Containerd1);

    [ConformanceTheory]
    [MemberData(nameof(InvalidCases))]
    public void An_invalid_document_is_refused_with_its_place(string path)
    {
        TomlException error = Assert.Throws<TomlException>(() => TomlReader.Parse(ConformanceSuite.Read(path), path));

        Assert.StartsWith("toml: ", error.Reason, StringComparison.Ordinal);
        Assert.Equal($"{path} at row {error.Line} column {error.Column}: {error.Reason}", error.Message);
        Assert.InRange(error.Line, 1, int.MaxValue);
        Assert.InRange(error.Column, 1, int.MaxValue);
    }

    [ConformanceFact]
    public void The_suite_lists_the_cases_of_1_0_0()
    {
        Assert.True(ValidCases.Count > 150, $"only {ValidCases.Count} valid cases");
        Assert.True(InvalidCases.Count > 300, $"only {InvalidCases.Count} invalid cases");
    }

    private static void SurvivesEncoding(string path, TomlWriterOptions options)
    {
        string encoded = TomlWriter.Write(TomlReader.Parse(ConformanceSuite.Read(path), path), options);

        TomlTable document = TomlReader.Parse(encoded, "encoded");

        Assert.Empty(DifferencesFromJson(path, document));
    }

    private static IReadOnlyList<string> DifferencesFromJson(string path, TomlTable document)
    {
        using JsonDocument json = JsonDocument.Parse(ConformanceSuite.Read(Path.ChangeExtension(path, ".json")));
        return TaggedJson.Differences(json.RootElement, document);
    }
}
