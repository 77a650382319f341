using System.Diagnostics;

namespace Snapshotters.Tests.Takeover;

/// <summary>A containerd on private directories and sockets.</summary>
internal sealed class ContainerdDaemon : IAsyncDisposable
{
    public const string Binary = "/usr/bin/containerd";
    private readonly Process _process;
    private readonly string _socket;

    private ContainerdDaemon(Process process, string socket)
    {
        _process = process;
        _socket = socket;
    }

    /// <summary>Starts on an existing root and waits until it answers.</summary>
    public static async Task<ContainerdDaemon> StartAsync(string root, string work)
    {
        string socket = Path.Join(work, "c.sock");
        string config = Path.Join(work, "config.toml");
        await File.WriteAllTextAsync(
            config,
            $"""
            version = 2
            root = "{root}"
            state = "{Path.Join(work, "state")}"
            disabled_plugins = ["io.containerd.grpc.v1.cri"]
            [grpc]
              address = "{socket}"
            [ttrpc]
              address = "{socket}.ttrpc"
            """);
        ProcessStartInfo start = new(Binary, ["-c", config]) { RedirectStandardError = true, RedirectStandardOutput = true };
        Process process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        ContainerdDaemon daemon = new(process, socket);
        Stopwatch waited = Stopwatch.StartNew();
        while ((await daemon.RunAsync("version")).ExitCode != 0)
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(60) && !process.HasExited, "containerd did not start");
            await Task.Delay(50);
        }

        return daemon;
    }

    /// <summary>The output of ctr, which must succeed.</summary>
    public async Task<string> CtrAsync(params string[] arguments)
    {
        (int exitCode, string output) = await RunAsync(arguments);
        Assert.True(exitCode == 0, $"ctr {string.Join(' ', arguments)}: {output}");

        return output;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        ProcessStartInfo start = new("ctr", ["-a", _socket, .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using Process ctr = Process.Start(start)!;
        Task<string> errors = ctr.StandardError.ReadToEndAsync();
        string output = await ctr.StandardOutput.ReadToEndAsync();
        await ctr.WaitForExitAsync();

        return (ctr.ExitCode, output + await errors);
    }
}
