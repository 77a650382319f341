using System.Globalization;

namespace PluginHost.Linux.Mounting;

/// <summary>A block device whose content is a file (loop(4)), by LOOP_CONFIGURE of Linux 5.8.</summary>
public sealed class LoopDevice : IDisposable
{
    private const string Control = "/dev/loop-control";

    // Another process may take the free device between the two calls.
    private const int Tries = 100;

    private readonly SafeFileDescriptor _device;

    private LoopDevice(string path, SafeFileDescriptor device)
    {
        Path = path;
        _device = device;
    }

    /// <summary>The device: <c>/dev/loopN</c>.</summary>
    public string Path { get; }

    /// <summary>Puts a file behind a free device.</summary>
    /// <param name="file">The file.</param>
    /// <param name="readOnly">Whether the device refuses writes.</param>
    /// <param name="directIo">Whether it reads and writes the file past the page cache.</param>
    /// <param name="autoClear">Whether it gives the file up when nobody has it open or mounted any more; else <see cref="Detach"/> does.</param>
    /// <exception cref="LinuxException">The file is missing, or there is no free device.</exception>
    public static LoopDevice Attach(string file, bool readOnly, bool directIo, bool autoClear)
    {
        OpenFlags access = readOnly ? OpenFlags.O_RDONLY : OpenFlags.O_RDWR;
        using SafeFileDescriptor backing = LibC.Open(file, access);
        using SafeFileDescriptor control = LibC.Open(Control, OpenFlags.O_RDWR);
        LoopConfig config = LoopConfig.Of(backing, file, readOnly, directIo, autoClear);
        for (int i = 1; ; i++)
        {
            int number = LibC.LoopGetFree(control);
            string path = string.Create(CultureInfo.InvariantCulture, $"/dev/loop{number}");
            SafeFileDescriptor device = LibC.Open(path, access);
            int errno = LibC.TryLoopConfigure(device, config);
            if (errno == 0)
            {
                return new LoopDevice(path, device);
            }

            device.Dispose();
            if (errno != Errno.EBUSY || i == Tries)
            {
                throw new LinuxException(errno, "ioctl LOOP_CONFIGURE", path);
            }
        }
    }

    /// <summary>Takes the file away from the device, at once or when it is no longer in use.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public void Detach() => LibC.LoopClear(_device);

    /// <summary>Closes the device; with auto-clear and no mount it gives the file up.</summary>
    public void Dispose() => _device.Dispose();
}
