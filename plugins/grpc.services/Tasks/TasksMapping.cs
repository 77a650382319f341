using Google.Protobuf.WellKnownTypes;
using PluginHost.Proto.Services.TasksV1;
using PluginHost.Proto.Types.Runc;
using PluginHost.Runtime;
using Process = PluginHost.Proto.Types.Tasks.Process;
using ProcessInfo = PluginHost.Runtime.ProcessInfo;
using ProcessInfoMessage = PluginHost.Proto.Types.Tasks.ProcessInfo;
using Status = PluginHost.Proto.Types.Tasks.Status;

namespace PluginHost.Plugins.GrpcServices.Tasks;

internal static class TasksMapping
{
    private const string RestoreFromPath = "RestoreFromPath";

    public static TaskOptions ToOptions(this CreateTaskRequest request) => new()
    {
        Io = new ProcessIo { Stdin = request.Stdin, Stdout = request.Stdout, Stderr = request.Stderr, Terminal = request.Terminal },
        Rootfs = [.. request.Rootfs.Select(Wire.ToRecord)],
        Checkpoint = RestorePath(request) ?? ImagePath(request.Options),
        StartRestored = RestorePath(request) is not null,
        RuntimeOptions = request.Options.ToRecord(),
        RuntimePath = request.RuntimePath,
    };

    public static ExecOptions ToOptions(this ExecProcessRequest request) => new(
        request.ExecId,
        new ProcessIo { Stdin = request.Stdin, Stdout = request.Stdout, Stderr = request.Stderr, Terminal = request.Terminal },
        request.Spec.ToRecord());

    /// <summary>The directory that a checkpoint is to be written to; empty when the options name none.</summary>
    public static string CheckpointDirectory(this CheckpointTaskRequest request)
        => request.Options is { } options && options.TypeUrl.EndsWith(CheckpointOptions.Descriptor.FullName, StringComparison.Ordinal)
            ? CheckpointOptions.Parser.ParseFrom(options.Value).ImagePath
            : "";

    public static Process ToMessage(this ProcessState state) => new()
    {
        Id = state.Id,
        Pid = state.Pid,
        Status = (Status)state.Status,
        Stdin = state.Io.Stdin,
        Stdout = state.Io.Stdout,
        Stderr = state.Io.Stderr,
        Terminal = state.Io.Terminal,
        ExitStatus = state.ExitStatus,
        ExitedAt = state.ExitedAt.ToMessage(),
    };

    public static ProcessInfoMessage ToMessage(this ProcessInfo info) => new() { Pid = info.Pid, Info = info.Info.ToMessage() };

    public static DeleteResponse ToMessage(this PluginHost.Runtime.TaskExit exit) => new()
    {
        Id = exit.Id,
        Pid = exit.Pid,
        ExitStatus = exit.ExitStatus,
        ExitedAt = exit.ExitedAt.ToMessage(),
    };

    private static string? RestorePath(CreateTaskRequest request)
        => request.Checkpoint is { } checkpoint && checkpoint.Annotations.TryGetValue(RestoreFromPath, out string? path) ? path : null;

    private static string ImagePath(Any? options)
        => options is not null && options.TypeUrl.EndsWith(Options.Descriptor.FullName, StringComparison.Ordinal)
            ? Options.Parser.ParseFrom(options.Value).CriuImagePath
            : "";
}
