using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace PluginHost.Linux;

/// <summary>Hands a string to a system call as NUL-terminated bytes in <see cref="PathEncoding"/>; null stays null.</summary>
[CustomMarshaller(typeof(string), MarshalMode.ManagedToUnmanagedIn, typeof(ManagedToUnmanagedIn))]
internal static unsafe class PathStringMarshaller
{
    /// <summary>The state of one argument: it lies in the caller's stack buffer if it is short.</summary>
    public ref struct ManagedToUnmanagedIn
    {
        private byte* _bytes;
        private bool _allocated;

        /// <summary>The size of the stack buffer; longer paths are allocated.</summary>
        public static int BufferSize => 512;

        /// <summary>Encodes the string.</summary>
        /// <exception cref="LinuxException">EINVAL: the string has a NUL, which would end it early.</exception>
        public void FromManaged(string? managed, Span<byte> buffer)
        {
            if (managed is null)
            {
                return;
            }

            if (managed.Contains('\0', StringComparison.Ordinal))
            {
                throw new LinuxException(Errno.EINVAL, "encode", managed.Replace("\0", "\\0", StringComparison.Ordinal));
            }

            int size = PathEncoding.MaxByteCount(managed) + 1;
            if (size > buffer.Length)
            {
                _bytes = (byte*)NativeMemory.Alloc((nuint)size);
                _allocated = true;
                buffer = new Span<byte>(_bytes, size);
            }
            else
            {
                // The generated caller takes the buffer from its stack, so it does not move.
                _bytes = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(buffer));
            }

            buffer[PathEncoding.GetBytes(managed, buffer)] = 0;
        }

        /// <summary>The bytes, valid until <see cref="Free"/>.</summary>
        public readonly byte* ToUnmanaged() => _bytes;

        /// <summary>Releases what a long path took.</summary>
        public readonly void Free()
        {
            if (_allocated)
            {
                NativeMemory.Free(_bytes);
            }
        }
    }
}
