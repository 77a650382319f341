using PluginHost.Shim.Cgroups;
using PluginHost.Shim.Events;
using PluginHost.Shim.Loop;
using PluginHost.Shim.Messages;
using PluginHost.Shim.Processes;
using PluginHost.Shim.Runc;
using PluginHost.Shim.Stdio;
using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Tasks;

/// <summary>Makes containers: what a failed one has made is undone, and nobody hears of it.</summary>
internal sealed class ContainerCreation(
    EventLoop loop, Reaper reaper, ExitTable exits, EventPublisher events, IoFactory io, ShimIdentity identity, ShimLog log)
{
    private readonly RootfsMounts _mounts = new(loop, reaper);
    private readonly IReadOnlyList<string> _environment = RuncEnvironment.Read();

    /// <summary>Makes a container and announces it.</summary>
    /// <exception cref="StatusException">It could not be made.</exception>
    public async Task<Container> CreateAsync(CreateRequest request)
    {
        RuncOptions options = RuncOptions.Of(request.Options);
        RuncCommand runc = new(loop, reaper, _environment, request.Bundle, identity.Runtime, identity.Namespace, options);
        Container container = new(request.Id, request.Bundle, options, runc, request);
        BundleFiles.WriteOptions(request.Bundle, options);
        await _mounts.MountAsync(request.Rootfs, container.Rootfs);
        using ExitTable.Launch launch = exits.Begin();
        try
        {
            await container.Init.CreateAsync(io);
        }
        catch (Exception exception) when (exception is IOException or StatusException)
        {
            await UnmountAsync(container);
            throw;
        }

        Prepare(container);
        events.Publish(TaskEvents.Created(request, container.Init.Pid));
        if (!container.Init.IsRestored)
        {
            exits.Add(container.Init);
        }

        return container;
    }

    /// <summary>Finds the cgroup of a container whose init is there, and watches its memory.</summary>
    public void Prepare(Container container)
    {
        if (container.Init.Pid == 0)
        {
            return;
        }

        try
        {
            container.Cgroup = Cgroup.Of(container.Init.Pid);
            if (container.Cgroup is CgroupV2 unified)
            {
                foreach (string refusal in unified.DelegateControllers())
                {
                    log.Debug($"controllers are not handed down: {refusal}");
                }
            }

            container.OomWatch = container.Cgroup.WatchOom(loop, () => events.Publish(TaskEvents.OutOfMemory(container)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Without it there are no metrics; the container itself is fine.
            log.Warn($"the cgroup of {container.Id} can't be watched: {exception.Message}");
        }
    }

    /// <summary>Takes the root of a container away; a failure is only logged.</summary>
    public async Task UnmountAsync(Container container)
    {
        try
        {
            await _mounts.UnmountAsync(container.Rootfs);
        }
        catch (IOException exception)
        {
            log.Warn($"the root of {container.Id} stays mounted: {exception.Message}");
        }
    }
}
