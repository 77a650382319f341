using PluginHost.Linux;
using PluginHost.Shim.Loop;
using PluginHost.Shim.Messages;
using PluginHost.Shim.Native;
using PluginHost.Shim.Processes;

namespace PluginHost.Shim.Runc;

/// <summary>
/// Calls the runtime for one bundle: <c>runc --root R --log bundle/log.json --log-format json [--systemd-cgroup] command ...</c>.
/// </summary>
internal sealed class RuncCommand
{
    /// <summary>Where the runtime's state is unless the options say otherwise; it does not depend on the daemon's directories.</summary>
    public const string DefaultRoot = "/run/containerd/runc";

    private const int ReadSize = 4096;

    private readonly EventLoop _loop;
    private readonly Reaper _reaper;
    private readonly IReadOnlyList<string> _environment;
    private readonly string _logPath;
    private readonly string[] _globals;

    /// <param name="loop">Reads what the runtime prints.</param>
    /// <param name="reaper">Starts it.</param>
    /// <param name="environment">Its environment.</param>
    /// <param name="bundle">The bundle.</param>
    /// <param name="program">The runtime's name, which the options may override.</param>
    /// <param name="namespace">The namespace, a directory of its own below the root.</param>
    /// <param name="options">The options of the task.</param>
    public RuncCommand(
        EventLoop loop, Reaper reaper, IReadOnlyList<string> environment, string bundle, string program, string @namespace, RuncOptions options)
    {
        _loop = loop;
        _reaper = reaper;
        _environment = environment;
        _logPath = Path.Join(bundle, "log.json");
        _globals = Globals(bundle, @namespace, options);
        Program = options.BinaryName.Length > 0 ? options.BinaryName : program;
    }

    /// <summary>The program's name or path.</summary>
    public string Program { get; }

    /// <summary>Runs a command with empty input; what it prints is kept.</summary>
    public Task<RuncResult> RunAsync(params string[] arguments) => RunWithInputAsync(null, arguments);

    /// <summary>Runs a command with a file as input (null: nothing); what it prints is kept.</summary>
    public async Task<RuncResult> RunWithInputAsync(SafeFileDescriptor? input, params string[] arguments)
    {
        (SafeFileDescriptor read, SafeFileDescriptor write) = LibC.Pipe2(0);
        using MemoryStream output = new();
        using (read)
        {
            LibC.SetNonBlocking(read, true);
            _loop.Watch(read, EpollEvents.EPOLLIN, _ => ReadInto(output, read));
            try
            {
                Task<RuncResult> end;
                using (write)
                using (SafeFileDescriptor none = LibC.Open("/dev/null", OpenFlags.O_RDONLY))
                {
                    end = RunWithStreamsAsync([input ?? none, write, write], arguments);
                }

                RuncResult result = await end;
                ReadInto(output, read);

                return result with { Output = output.ToArray() };
            }
            finally
            {
                _loop.Unwatch(read);
            }
        }
    }

    /// <summary>Runs a command whose standard streams are the given ones. They may be closed as soon as this has returned its task.</summary>
    public async Task<RuncResult> RunWithStreamsAsync(IReadOnlyList<SafeFileDescriptor> streams, params string[] arguments)
    {
        long logged = RuncLog.Length(_logPath);
        ChildProcess child = new(
            Program, [Program, .. _globals, .. arguments], _environment, streams, SignalSet.Of(), NewGroup: false);
        int errno = _reaper.TryStart(child, out _, out Task<WaitStatus> end);
        if (errno != 0)
        {
            return new RuncResult(Program, null, [], StartError(errno), null);
        }

        WaitStatus status = await end;

        return new RuncResult(Program, status, [], null, status.Raw == 0 ? null : RuncLog.LastError(_logPath, logged));
    }

    /// <summary>What is said of a failed create, start, exec or restore: the runtime's own words if it has left any.</summary>
    public string Describe(string what, RuncResult result)
    {
        string reason = result.Logged
            ?? (File.Exists(_logPath)
                ? result.Failure
                : $"unable to retrieve OCI runtime error (open {_logPath}: no such file or directory): {result.Failure}");

        return $"OCI runtime {what} failed: {reason}";
    }

    /// <summary>The arguments before the command.</summary>
    public static string[] Globals(string bundle, string @namespace, RuncOptions options)
    {
        string root = Path.Join(options.Root.Length > 0 ? options.Root : DefaultRoot, @namespace);
        string[] globals = ["--root", root, "--log", Path.Join(bundle, "log.json"), "--log-format", "json"];

        return options.SystemdCgroup ? [.. globals, "--systemd-cgroup"] : globals;
    }

    private string StartError(int errno)
        => errno == Errno.ENOENT && !Program.Contains('/', StringComparison.Ordinal)
            ? $"exec: \"{Program}\": executable file not found in $PATH"
            : $"fork/exec {Program}: {LinuxException.TextOf(errno)}";

    private static void ReadInto(MemoryStream output, SafeFileDescriptor read)
    {
        Span<byte> buffer = stackalloc byte[ReadSize];
        while (Kernel.TryRead(read, buffer, out int count) == 0 && count > 0)
        {
            output.Write(buffer[..count]);
        }
    }
}
