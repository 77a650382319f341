using PluginHost.Testing.Daemons;

namespace Interop.Tests;

public sealed class MainJobTests
{
    [RequiresFact("root", "ctr", "busybox", SubjectDaemon.Requirement)]
    public async Task The_first_command_of_the_readme_does_the_main_job()
    {
        CommandResult run = await new Command(RepositoryRoot.At("scripts", "run"), ["--no-build"]) { Timeout = TimeSpan.FromMinutes(2) }
            .RunAsync(CancellationToken.None);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Matches("io\\.containerd\\.snapshotter\\.v1 +overlayfs ", run.Text);
        Assert.Contains("...done", run.Text, StringComparison.Ordinal);
        Assert.Contains("a small image of two layers\nhello from ", run.Text, StringComparison.Ordinal);
        Assert.Contains(", pid 1\n", run.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(RunningProcess.All(), process => process.CommandLine.Any(word => word.Contains("pluginhost-run.", StringComparison.Ordinal)));
    }
}
