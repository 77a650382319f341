namespace Switch.Tests;

/// <summary>A root directory that some containerd wrote, and what its own <c>ctr</c> showed of it just before it was stopped.</summary>
internal sealed class Fixture(string version)
{
    /// <summary>What <c>ctr</c> printed, by its arguments.</summary>
    public IReadOnlyDictionary<string, string> Expected { get; } =
        Parse(File.ReadAllText(SharedFolder.At("fixtures", $"containerd-{version}-expected.txt")));

    /// <summary>Puts a copy of the root into a daemon's directory.</summary>
    public async Task UnpackAsync(DaemonDirectory directory)
        => (await Command.RunAsync(
            "tar", "-C", directory.Base, "--numeric-owner", "-xzf", SharedFolder.At("fixtures", $"containerd-{version}-root.tar.gz"))).Checked();

    /// <summary>Blocks of a title, the command and its output.</summary>
    private static Dictionary<string, string> Parse(string text)
    {
        const string Prompt = "$ ctr ";
        Dictionary<string, string> blocks = [];
        foreach (string block in text.Split("\n## ").Select(block => block[(block.IndexOf('\n', StringComparison.Ordinal) + 1)..]))
        {
            string command = block[Prompt.Length..block.IndexOf('\n', StringComparison.Ordinal)];
            blocks[command] = block[(Prompt.Length + command.Length + 1)..];
        }

        return blocks;
    }
}
