using PluginHost.Linux.Mounting;
using PluginHost.Shim.Messages;
using PluginHost.Shim.Processes;
using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Events;

/// <summary>The events of tasks (containerd.events.*), with their topics.</summary>
internal static class TaskEvents
{
    /// <summary>TaskCreate: container_id(1), bundle(2), rootfs(3), io(4), checkpoint(5), pid(6).</summary>
    public static ShimEvent Created(CreateRequest request, int pid)
    {
        WireWriter io = new WireWriter()
            .Text(1, request.Stdin).Text(2, request.Stdout).Text(3, request.Stderr).Flag(4, request.Terminal);
        WireWriter created = new WireWriter()
            .Text(1, request.Id).Text(2, request.Bundle).Repeated(3, request.Rootfs.Select(Write))
            .Message(4, io).Text(5, request.Checkpoint).Number(6, pid);

        return new ShimEvent("/tasks/create", "TaskCreate", created.ToArray());
    }

    /// <summary>TaskStart: container_id(1), pid(2).</summary>
    public static ShimEvent Started(InitProcess init)
        => new("/tasks/start", "TaskStart", new WireWriter().Text(1, init.Id).Number(2, init.Pid).ToArray());

    /// <summary>TaskExit: container_id(1), id(2), pid(3), exit_status(4), exited_at(5).</summary>
    public static ShimEvent Exited(TaskProcess process, ProcessExit exit)
        => new("/tasks/exit", "TaskExit", new WireWriter()
            .Text(1, process.Container.Id).Text(2, process.Id).Number(3, process.Pid).Number(4, exit.Status).Time(5, exit.At).ToArray());

    /// <summary>TaskDelete: container_id(1), pid(2), exit_status(3), exited_at(4).</summary>
    public static ShimEvent Deleted(InitProcess init)
        => new("/tasks/delete", "TaskDelete", new WireWriter()
            .Text(1, init.Id).Number(2, init.Pid).Number(3, init.Exit.Status).Time(4, init.Exit.At).ToArray());

    /// <summary>TaskExecAdded: container_id(1), exec_id(2).</summary>
    public static ShimEvent ExecAdded(ExecProcess exec)
        => new("/tasks/exec-added", "TaskExecAdded", new WireWriter().Text(1, exec.Container.Id).Text(2, exec.Id).ToArray());

    /// <summary>TaskExecStarted: container_id(1), exec_id(2), pid(3).</summary>
    public static ShimEvent ExecStarted(ExecProcess exec)
        => new("/tasks/exec-started", "TaskExecStarted", new WireWriter()
            .Text(1, exec.Container.Id).Text(2, exec.Id).Number(3, exec.Pid).ToArray());

    /// <summary>TaskOOM: container_id(1).</summary>
    public static ShimEvent OutOfMemory(Container container) => OfContainer("/tasks/oom", "TaskOOM", container);

    /// <summary>TaskPaused: container_id(1).</summary>
    public static ShimEvent Paused(Container container) => OfContainer("/tasks/paused", "TaskPaused", container);

    /// <summary>TaskResumed: container_id(1).</summary>
    public static ShimEvent Resumed(Container container) => OfContainer("/tasks/resumed", "TaskResumed", container);

    private static ShimEvent OfContainer(string topic, string type, Container container)
        => new(topic, type, new WireWriter().Text(1, container.Id).ToArray());

    private static WireWriter Write(MountEntry mount)
    {
        WireWriter writer = new WireWriter().Text(1, mount.Type).Text(2, mount.Source).Text(3, mount.Target);
        foreach (string option in mount.Options)
        {
            _ = writer.Message(4, System.Text.Encoding.UTF8.GetBytes(option));
        }

        return writer;
    }
}
