using PluginHost.Toml;

namespace Toml.Tests;

public sealed class ContainerdInteropTests
{
    [ContainerdFact]
    public void The_default_config_of_containerd_1_is_rewritten_to_the_byte()
    {
        string original = ContainerdConfig.Default();

        Assert.Equal(original, TomlWriter.Write(TomlReader.Parse(original, null), TomlWriterOptions.Containerd1));
    }

    [ContainerdFact]
    public void Containerd_reads_what_is_written_with_literal_strings() => SurvivesDump(TomlWriterOptions.Containerd2);

    [ContainerdFact]
    public void Containerd_reads_what_is_written_with_basic_strings() => SurvivesDump(TomlWriterOptions.Containerd1);

    private static void SurvivesDump(TomlWriterOptions options)
    {
        TomlTable config = TomlReader.Parse(ContainerdConfig.Default(), null);
        config["root"] = new TomlString("/tmp/it's \"odd\" \\ \t é\U0001F600");
        config["oom_score"] = new TomlInteger(-999);
        TomlTable plugins = (TomlTable)config["plugins"];
        ((TomlTable)plugins["io.containerd.gc.v1.scheduler"])["pause_threshold"] = new TomlFloat(0.125);
        TomlTable cri = (TomlTable)plugins["io.containerd.grpc.v1.cri"];
        ((TomlTable)((TomlTable)cri["registry"])["headers"]).Add("X-It's", TomlArray.OfStrings(["a\"b", "c'd", ""]));
        string directory = Directory.CreateTempSubdirectory("toml-tests-").FullName;
        try
        {
            string path = Path.Combine(directory, "config.toml");
            File.WriteAllText(path, TomlWriter.Write(config, options));
            config["imports"] = TomlArray.OfStrings([path]);

            TomlTable dumped = TomlReader.Parse(ContainerdConfig.Dump(path), "dump");

            Assert.Equal(TomlWriter.Write(config, TomlWriterOptions.Containerd1), TomlWriter.Write(dumped, TomlWriterOptions.Containerd1));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
