namespace PluginHost.Linux.Mounting;

/// <summary>Mounts of EROFS images that are files (containerd core/mount, the erofs handler).</summary>
internal static class ErofsMount
{
    private const string DevicePrefix = "device=";
    private const string VerityPrefix = "X-containerd.dmverity=";

    /// <summary>Mounts without loop devices where the kernel can (6.12), else with one for the source and each <c>device=</c>.</summary>
    /// <exception cref="MountException">It can't be mounted.</exception>
    /// <exception cref="ArgumentException">The image is to be checked by dm-verity.</exception>
    public static void Mount(MountEntry mount, string target)
    {
        if (mount.Options.FirstOrDefault(option => option.StartsWith(VerityPrefix, StringComparison.Ordinal)) is { } verity)
        {
            throw new ArgumentException(
                $"mount option {verity}: dm-verity is not served, so {mount.Source} can't be mounted as securely as it was made");
        }

        MountEntry plain = mount with { Options = [.. mount.Options.Where(option => option != "loop")] };
        try
        {
            Mounts.Mount(plain, target);
        }
        catch (MountException error) when (error.Errno == Errno.ENOTBLK)
        {
            MountOnLoopDevices(plain, target);
        }
    }

    /// <summary>Mounts with loop devices, which go with the mount.</summary>
    internal static void MountOnLoopDevices(MountEntry mount, string target)
    {
        Stack<LoopDevice> devices = new();
        try
        {
            string Device(string file)
            {
                devices.Push(LoopDevice.Attach(file, readOnly: true, directIo: false, autoClear: true));

                return devices.Peek().Path;
            }

            MountEntry onDevices = mount with
            {
                Source = Device(mount.Source),
                Options = [.. mount.Options.Select(option => option.StartsWith(DevicePrefix, StringComparison.Ordinal)
                    ? DevicePrefix + Device(option[DevicePrefix.Length..])
                    : option)],
            };
            Mounts.Mount(onDevices, target);
        }
        finally
        {
            while (devices.TryPop(out LoopDevice? device))
            {
                device.Dispose();
            }
        }
    }
}
