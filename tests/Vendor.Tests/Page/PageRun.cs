using System.Text;
using PluginHost.Testing;
using PluginHost.Testing.Daemons;

namespace Vendor.Tests.Page;

/// <summary>Runs the vendor page from its first command to its last, once, in one shell, in a home directory of its own.</summary>
public sealed class PageRun : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);
    private readonly Lazy<Task<string>> _report;
    private ScratchDirectory? _home;
    private DaemonDirectory? _daemon;

    public PageRun() => _report = new Lazy<Task<string>>(RunAsync);

    private ScratchDirectory Home => _home ?? throw new InvalidOperationException("the page was not run");

    internal static IReadOnlyList<PageStep> Steps { get; } = PageStep.Parse(File.ReadAllText(RepositoryRoot.At("docs", "vendor.md")));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_daemon is not null)
        {
            await new Leftovers(_daemon).RemoveAsync();
        }
    }

    public void Dispose()
    {
        _daemon?.Dispose();
        _home?.Dispose();
    }

    /// <summary>What the commands of a step printed, with both streams as they came.</summary>
    internal async Task<string> OutputAsync(PageStep step)
    {
        string report = await _report.Value;
        string file = OutputFile(step);

        // The file of a step that succeeded is renamed: one without is the one that failed, or comes after it.
        return File.Exists($"{file}.ok")
            ? await File.ReadAllTextAsync($"{file}.ok")
            : throw new InvalidOperationException(
                File.Exists(file)
                    ? $"step {step.Number} of the page failed:\n{step.Commands}\n{await File.ReadAllTextAsync(file)}\n{report}"
                    : $"step {step.Number} of the page was not reached: a step before it failed");
    }

    /// <summary>A file below the home directory of the run.</summary>
    internal async Task<string> HomeFileAsync(string path)
    {
        await _report.Value;

        return Home.At(path);
    }

    /// <summary>What is left of the daemon and its containers after the last command.</summary>
    internal async Task<IReadOnlyList<string>> LeftoversAsync()
    {
        await _report.Value;

        return new Leftovers(_daemon!).Describe();
    }

    private async Task<string> RunAsync()
    {
        _home = new ScratchDirectory();
        _daemon = new DaemonDirectory(Home.At("acme-run"));
        VendorHome.Create(Home.Path);
        CommandResult result = await new Command("/bin/bash", ["-c", Script()])
        {
            WorkingDirectory = Home.Path,
            Timeout = Limit,
            Environment = new Dictionary<string, string>
            {
                ["HOME"] = Home.Path,
                ["NUGET_PACKAGES"] = Home.At("packages"),
                ["DOTNET_CLI_HOME"] = Home.Path,
                ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
                ["DOTNET_NOLOGO"] = "1",
                // No process of a build outlives it: it would keep files below the home directory open.
                ["MSBUILDDISABLENODEREUSE"] = "1",
                ["UseSharedCompilation"] = "false",
                ["LC_ALL"] = "C",
                ["TZ"] = "UTC",
            },
        }.RunAsync(CancellationToken.None);
        string log = Home.At("acme/daemon.log");

        return $"exit {result.ExitCode}\n{result.Text}{result.Error}\n{(File.Exists(log) ? await File.ReadAllTextAsync(log) : "no daemon was started")}";
    }

    // The umask is a user's: the conformance suite, which runs beside this, clears that of the whole process.
    // Braces run a step in the shell itself, so that directory, variables and background jobs go on to the next.
    private string Script()
    {
        StringBuilder script = new("set -eu\numask 022\ntrap 'kill $(jobs -p) 2>/dev/null' EXIT\n");
        foreach (PageStep step in Steps)
        {
            script.Append("{\n").Append(step.Commands).Append("} >").Append(OutputFile(step)).Append(" 2>&1\n")
                .Append("mv ").Append(OutputFile(step)).Append(' ').Append(OutputFile(step)).Append(".ok\n");
        }

        return script.ToString();
    }

    private string OutputFile(PageStep step) => Home.At($"step-{step.Number}.txt");
}
