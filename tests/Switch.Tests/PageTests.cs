using System.Text.RegularExpressions;

namespace Switch.Tests;

/// <summary>What <c>docs/switching.md</c> tells a node's owner to type before and after the switch.</summary>
public sealed partial class PageTests
{
    private static readonly string[] Blocks =
        [.. ShellBlock().Matches(File.ReadAllText(RepositoryRoot.At("docs", "switching.md"))).Select(block => block.Groups["text"].Value)];

    [RequiresFact("root", "containerd", "ctr", "runc", "busybox", "mkfs.btrfs", "go", GoProgram.BoltSource, SharedFolder.Requirement,
        Tools.PluginHost)]
    public async Task The_commands_of_the_page_show_no_difference_after_the_switch()
    {
        using ScratchDirectory work = new();
        Archive.WriteOci(work.At("demo.tar"), DemoImage.Name, DemoImage.Tiny());
        await using Node node = await Node.CreateAsync(programs: null);
        await node.StartAsync(node.Containerd);
        await node.Ctr.OkAsync("images", "import", work.At("demo.tar"));
        foreach (string id in (string[])["one", "two", "three"])
        {
            await node.Ctr.OkAsync("run", "-d", DemoImage.Name, id, "sleep", "10000");
        }

        await ShellAsync(node, work, ">~/before.txt");
        Assert.Matches(@"(?m)^two +\d+ +RUNNING", await File.ReadAllTextAsync(work.At("before.txt")));
        await node.StopAsync();
        await node.StartAsync(node.Ours);

        string after = await ShellAsync(node, work, "diff ~/before.txt");
        Assert.Contains("pluginhost", after, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?m)^[<>]", after);

        await node.Ctr.OkAsync("tasks", "rm", "-f", "two");
        Assert.Matches("(?m)^< two", await ShellAsync(node, work, "diff ~/before.txt"));
    }

    /// <summary>Runs the one block that has a command; its home is the scratch directory.</summary>
    private static async Task<string> ShellAsync(Node node, ScratchDirectory work, string command)
    {
        string block = Assert.Single(Blocks, block => block.Contains(command, StringComparison.Ordinal));
        Command shell = new("/bin/sh", ["-c", block])
        {
            Environment = new Dictionary<string, string>(node.Ctr.Environment) { ["HOME"] = work.Path },
            WorkingDirectory = work.Path,
        };

        return (await shell.RunAsync(CancellationToken.None)).Checked().Text;
    }

    [GeneratedRegex(@"^```sh\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ShellBlock();
}
