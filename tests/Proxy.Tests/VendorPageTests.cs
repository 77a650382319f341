namespace Proxy.Tests;

/// <summary>The last section of docs/vendor.md, done.</summary>
public sealed class VendorPageTests
{
    [VendorFact("runc", "busybox")]
    public async Task The_program_of_the_page_serves_a_container()
    {
        using ScratchDirectory work = new();
        string page = await File.ReadAllTextAsync(RepositoryRoot.At("docs", "vendor.md"));
        page = page[page.IndexOf("## A proxy plugin", StringComparison.Ordinal)..];
        Directory.CreateDirectory(work.At("far"));
        await File.WriteAllTextAsync(work.At("far/main.go"), Block(page, "go"));
        string program = await GoProgram.In(work.At("far")).BuildAsync();
        Archive.WriteOci(work.At("demo.tar"), "docker.io/library/demo:latest", DemoImage.Busybox());
        await using PluginHostDaemon daemon = new()
        {
            ExtraConfiguration = Block(page, "toml").Replace("/run/far/far.sock", work.At("far.sock"), StringComparison.Ordinal),
        };
        await daemon.StartAsync();

        using System.Diagnostics.Process vendor = new Command(program, [work.At("far.sock"), work.At("root")]).Start();
        try
        {
            await Poll.UntilAsync(
                "the program answers", TimeSpan.FromSeconds(60), async () => await Texts.ConnectionAsync(daemon) == "connected", () => daemon.Log);
            string last = "";
            foreach (string line in Block(page, "console").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                string[] words = line.Split(' ').Select(word => word == "demo.tar" ? work.At(word) : word).ToArray();
                Assert.Equal("ctr", words[0]);
                last = (await daemon.Ctr.OkAsync(words[1..])).Line;
            }

            Assert.Equal("hello from afar", last);
        }
        finally
        {
            vendor.Kill();
            await vendor.WaitForExitAsync();
        }
    }

    private static string Block(string page, string language)
    {
        string fence = $"```{language}\n";
        int start = page.IndexOf(fence, StringComparison.Ordinal) + fence.Length;
        return page[start..page.IndexOf("```", start, StringComparison.Ordinal)];
    }
}
