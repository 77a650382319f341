using System.Globalization;
using PluginHost.Linux;
using PluginHost.Shim.Messages;
using PluginHost.Shim.Runc;
using PluginHost.Shim.Stdio;
using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Processes;

/// <summary>The first process of a container, driven through the runtime.</summary>
internal sealed class InitProcess(Container container, CreateRequest request)
    : TaskProcess(container, request.Id, new StdioPaths(request.Stdin, request.Stdout, request.Stderr, request.Terminal))
{
    private const int DrainMilliseconds = 10_000;

    /// <summary>Whether its start restores a checkpoint.</summary>
    public bool IsRestored => request.Checkpoint.Length > 0;

    private RuncCommand Runc => Container.Runc;

    private string PidFile => Path.Join(Container.Bundle, "init.pid");

    /// <summary>Makes the container; with a checkpoint nothing happens before the start.</summary>
    /// <exception cref="StatusException">The runtime failed; its streams are closed.</exception>
    public async Task CreateAsync(IoFactory factory)
    {
        Io = await factory.CreateAsync(Id, Paths, Container.Options);
        if (IsRestored)
        {
            return;
        }

        try
        {
            List<string> arguments = ["create", "--bundle", Container.Bundle, "--pid-file", PidFile, .. Io.Arguments, .. OptionArguments(), Id];
            await LaunchAsync("create", arguments);
        }
        catch (Exception exception) when (exception is IOException or StatusException)
        {
            if (Pid != 0)
            {
                // The runtime has made it, but its streams can't be had.
                _ = await Runc.RunAsync("delete", "--force", Id);
            }

            await Io.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets the process run, or restores it.</summary>
    /// <exception cref="StatusException">The state does not allow it, or the runtime failed.</exception>
    public async Task StartAsync()
    {
        if (State != ProcessState.Created)
        {
            throw StatusException.Unknown($"cannot start a {Name(State)} process");
        }

        if (IsRestored)
        {
            await RestoreAsync();
        }
        else
        {
            RuncResult result = await Runc.RunAsync("start", Id);
            if (!result.Succeeded)
            {
                throw StatusException.Unknown(Runc.Describe("start", result));
            }
        }

        State = ProcessState.Running;
    }

    /// <summary>Removes the container from the runtime and closes the streams.</summary>
    /// <exception cref="StatusException">The state does not allow it, or the runtime failed.</exception>
    public async Task DeleteAsync(Loop.EventLoop loop)
    {
        if (State is ProcessState.Running or ProcessState.Paused or ProcessState.Pausing)
        {
            throw StatusException.Unknown($"cannot delete a {(State == ProcessState.Running ? "running" : "paused")} process");
        }

        if (State == ProcessState.Stopped && Io is not null)
        {
            // Whoever else holds the pipes does not get more than this time.
            _ = await loop.WithinAsync(Io.Drained, DrainMilliseconds);
        }

        if (Pid != 0 || !IsRestored)
        {
            RuncResult result = await Runc.RunAsync("delete", Id);
            if (!result.Succeeded && !Mentions(result, "does not exist"))
            {
                throw StatusException.Unknown($"failed to delete task: {Explain(result)}");
            }
        }

        if (Io is not null)
        {
            await Io.DisposeAsync();
        }
    }

    /// <summary>Sends a signal.</summary>
    /// <exception cref="StatusException">The process is over, or the runtime failed.</exception>
    public async Task KillAsync(uint signal, bool all)
    {
        string number = signal.ToString(CultureInfo.InvariantCulture);
        RuncResult result = all
            ? await Runc.RunAsync("kill", "--all", Id, number)
            : await Runc.RunAsync("kill", Id, number);
        if (!result.Succeeded)
        {
            throw KillFailure(result);
        }
    }

    /// <summary>Freezes all processes.</summary>
    /// <exception cref="StatusException">The state does not allow it, or the runtime failed.</exception>
    public async Task PauseAsync()
    {
        switch (State)
        {
            case ProcessState.Created:
                throw StatusException.Unknown("cannot pause task in created state");
            case ProcessState.Paused or ProcessState.Stopped:
                throw StatusException.Unknown($"cannot pause a {Name(State)} container");
            default:
                break;
        }

        State = ProcessState.Pausing;
        RuncResult result = await Runc.RunAsync("pause", Id);

        // It may have ended meanwhile.
        if (State == ProcessState.Pausing)
        {
            State = result.Succeeded ? ProcessState.Paused : ProcessState.Running;
        }

        Check(result);
    }

    /// <summary>Lets frozen processes run again.</summary>
    /// <exception cref="StatusException">The state does not allow it, or the runtime failed.</exception>
    public async Task ResumeAsync()
    {
        if (State != ProcessState.Paused)
        {
            throw StatusException.Unknown(State switch
            {
                ProcessState.Created => "cannot resume task in created state",
                ProcessState.Stopped => "cannot resume a stopped container",
                _ => "cannot resume a running process",
            });
        }

        Check(await Runc.RunAsync("resume", Id));
        if (State == ProcessState.Paused)
        {
            State = ProcessState.Running;
        }
    }

    /// <summary>Changes limits: LinuxResources in JSON.</summary>
    /// <exception cref="StatusException">The state does not allow it, or the runtime failed.</exception>
    public async Task UpdateAsync(byte[] resources)
    {
        if (State == ProcessState.Stopped)
        {
            throw StatusException.Unknown("cannot update a stopped container");
        }

        string path = Path.Join(Container.Bundle, ".resources.json");
        PrivateFile.Write(path, resources);
        try
        {
            using SafeFileDescriptor input = LibC.Open(path, OpenFlags.O_RDONLY);
            Check(await Runc.RunWithInputAsync(input, "update", "--resources=-", Id));
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Writes an image of the container.</summary>
    /// <exception cref="StatusException">The state does not allow it, or the runtime failed.</exception>
    public async Task CheckpointAsync(string path, CheckpointOptions options)
    {
        if (State is ProcessState.Created or ProcessState.Stopped)
        {
            throw StatusException.Unknown(
                State == ProcessState.Created ? "cannot checkpoint a task in created state" : "cannot checkpoint a stopped container");
        }

        RuncCheckpoint checkpoint = new(Container.Bundle, path, options);
        RuncResult result = await Runc.RunAsync([.. checkpoint.Arguments(), Id]);
        checkpoint.Finish(result.Succeeded);
        if (!result.Succeeded)
        {
            string firstLine = Explain(result).Split('\n')[0];
            throw StatusException.Unknown($"{firstLine} path= {checkpoint.LogCopy}");
        }
    }

    private static string Name(ProcessState state) => state switch
    {
        ProcessState.Running => "running",
        ProcessState.Stopped => "stopped",
        ProcessState.Created => "created",
        _ => "paused",
    };

    private static bool Mentions(RuncResult result, string text)
        => result.Failure.Contains(text, StringComparison.OrdinalIgnoreCase)
            || result.Logged?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;

    private static string Explain(RuncResult result) => result.Logged ?? result.Failure;

    private static StatusException KillFailure(RuncResult result)
        => Mentions(result, "process already finished") || Mentions(result, "container not running") || Mentions(result, "no such process")
            ? StatusException.NotFound("process already finished")
            : Mentions(result, "does not exist") ? StatusException.NotFound("no such container")
            : StatusException.Unknown($"unknown error after kill: {result.Failure}");

    private static void Check(RuncResult result)
    {
        if (!result.Succeeded)
        {
            throw StatusException.Unknown(result.Failure);
        }
    }

    private async Task RestoreAsync()
    {
        string work = Container.Options.CriuWorkPath.Length > 0 ? Container.Options.CriuWorkPath : Path.Join(Container.Bundle, "work");
        List<string> arguments = ["restore", "--image-path", request.Checkpoint, "--work-path", work];
        if (request.ParentCheckpoint.Length > 0)
        {
            arguments.AddRange(["--parent-path", request.ParentCheckpoint]);
        }

        arguments.AddRange(["--detach", "--pid-file", PidFile, .. Io!.Arguments, .. OptionArguments()]);
        arguments.AddRange(["-no-subreaper", "--bundle", Container.Bundle, Id]);
        await LaunchAsync("restore", arguments);
    }

    private async Task LaunchAsync(string what, List<string> arguments)
    {
        Task<RuncResult> end = Io!.Child is { } streams
            ? Runc.RunWithStreamsAsync(streams, [.. arguments])
            : Runc.RunAsync([.. arguments]);
        Io.OnStarted();
        RuncResult result = await end;
        if (!result.Succeeded)
        {
            throw StatusException.Unknown(Runc.Describe(what, result));
        }

        Pid = int.Parse(File.ReadAllText(PidFile), CultureInfo.InvariantCulture);
        await Io.ConnectAsync();
    }

    private IEnumerable<string> OptionArguments()
    {
        if (Container.Options.NoPivotRoot)
        {
            yield return "--no-pivot";
        }

        if (Container.Options.NoNewKeyring && !IsRestored)
        {
            yield return "--no-new-keyring";
        }
    }
}
