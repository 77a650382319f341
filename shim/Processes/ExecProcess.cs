using System.Globalization;
using PluginHost.Linux;
using PluginHost.Shim.Messages;
using PluginHost.Shim.Runc;
using PluginHost.Shim.Stdio;
using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Processes;

/// <summary>A further process in a container.</summary>
internal sealed class ExecProcess(Container container, ExecRequest request)
    : TaskProcess(container, request.ExecId, new StdioPaths(request.Stdin, request.Stdout, request.Stderr, request.Terminal))
{
    private const int DrainMilliseconds = 10_000;

    private readonly byte[] _spec = ExecSpec.WithTerminal(request.Spec?.Value ?? [], request.Terminal);

    private string PidFile => Path.Join(Container.Bundle, $"{Id}.pid");

    /// <summary>Starts it.</summary>
    /// <exception cref="StatusException">The state does not allow it, or the runtime failed.</exception>
    public async Task StartAsync(IoFactory factory)
    {
        Io = await factory.CreateAsync(Id, Paths, Container.Options);
        try
        {
            await LaunchAsync(Io);
        }
        catch (Exception exception) when (exception is IOException or StatusException)
        {
            if (Pid != 0)
            {
                // It runs without streams that anybody has.
                _ = LibC.TryKill(Pid, Signals.SIGKILL);
            }

            SetNeverStarted();
            await Io.DisposeAsync();
            throw;
        }

        State = ProcessState.Running;
    }

    /// <summary>Refuses a start that the state does not allow.</summary>
    /// <exception cref="StatusException">It runs or ran already.</exception>
    public void CheckStart()
    {
        if (State != ProcessState.Created)
        {
            throw StatusException.Unknown($"cannot start a {(State == ProcessState.Running ? "running" : "stopped")} process");
        }
    }

    /// <summary>Closes its streams and removes what is left of it.</summary>
    /// <exception cref="StatusException">It runs.</exception>
    public async Task DeleteAsync(Loop.EventLoop loop)
    {
        if (State == ProcessState.Running)
        {
            throw StatusException.Unknown("cannot delete a running process");
        }

        if (Io is not null)
        {
            _ = await loop.WithinAsync(Io.Drained, DrainMilliseconds);
            await Io.DisposeAsync();
        }

        SetNeverStarted();
        File.Delete(PidFile);
    }

    /// <summary>Sends a signal.</summary>
    /// <exception cref="StatusException">It does not run.</exception>
    public void Kill(uint signal)
    {
        if (State == ProcessState.Created)
        {
            throw StatusException.FailedPrecondition("process not created");
        }

        int errno = State == ProcessState.Stopped ? Errno.ESRCH : LibC.TryKill(Pid, (int)signal);
        if (errno != 0)
        {
            throw errno == Errno.ESRCH
                ? StatusException.NotFound("process already finished")
                : StatusException.Unknown($"unknown error after kill: {LinuxException.TextOf(errno)}");
        }
    }

    private async Task LaunchAsync(IProcessIo io)
    {
        string specFile = Path.Join(Container.Bundle, $".{Id}.process.json");
        PrivateFile.Write(specFile, _spec);
        try
        {
            string[] arguments =
                ["exec", "--process", specFile, .. io.Arguments, "--detach", "--pid-file", PidFile, Container.Id];
            Task<RuncResult> end = io.Child is { } streams
                ? Container.Runc.RunWithStreamsAsync(streams, arguments)
                : Container.Runc.RunAsync(arguments);
            io.OnStarted();
            RuncResult result = await end;
            if (!result.Succeeded)
            {
                throw StatusException.Unknown(Container.Runc.Describe("exec", result));
            }
        }
        finally
        {
            File.Delete(specFile);
        }

        Pid = int.Parse(File.ReadAllText(PidFile), CultureInfo.InvariantCulture);
        await io.ConnectAsync();
    }
}
