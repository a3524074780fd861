// The kernels in vectors of 512 bits (16 floats). The other widths do the same.
//
// weights  the weights in Keras' layout       packed    the same in panels: [panel][row][line][16]
// work     the program's workspace            gradient  gradients in panels, added to
namespace SeqGen.Emitted
{
    using NotSupportedException = global::System.NotSupportedException;
    using MethodImplAttribute = global::System.Runtime.CompilerServices.MethodImplAttribute;
    using MethodImplOptions = global::System.Runtime.CompilerServices.MethodImplOptions;
    using Unsafe = global::System.Runtime.CompilerServices.Unsafe;
    using MemoryMarshal = global::System.Runtime.InteropServices.MemoryMarshal;
    using nuint = global::System.UIntPtr;
    using ProgramInputs = global::SeqGen.CompilerServices.ProgramInputs;
    using TrainingTile = global::SeqGen.CompilerServices.TrainingTile;
    using V = global::System.Runtime.Intrinsics.Vector512;
    using Vec = global::System.Runtime.Intrinsics.Vector512<float>;

    /// <summary>The programs of Model in 512-bit vectors.</summary>
    file sealed class Kernels512 : Kernels
    {
        public override int VectorBits => 512;

        public override void PredictOne(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.ReflectionPadding1d_One(ref weights, ref packed, ref work, inputs);
            Layers.UpSampling1d_One(ref weights, ref packed, ref work, inputs);
            Layers.Permute_One(ref weights, ref packed, ref work, inputs);
        }

        public override void PredictTile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.ReflectionPadding1d_Tile(ref weights, ref packed, ref work, inputs);
            Layers.UpSampling1d_Tile(ref weights, ref packed, ref work, inputs);
            Layers.Permute_Tile(ref weights, ref packed, ref work, inputs);
        }

        // No stream: layer reflection_padding1d: reflection_padding1d needs the steps to come.
        public override void Step(ref float weights, ref float packed, ref float work, ProgramInputs inputs) => throw new NotSupportedException("Model cannot stream: layer reflection_padding1d: reflection_padding1d needs the steps to come.");

        public override void TrainForward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
        {
            Layers.ReflectionPadding1d_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.UpSampling1d_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.Permute_Train(ref weights, ref packed, ref work, inputs, tile);
        }

        public override void TrainBackward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
        {
            Layers.Permute_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.UpSampling1d_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.Cropping1d_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.ReflectionPadding1d_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
        }

        /// <summary>The layers, and the functions that they call.</summary>
        private static class Layers
        {
            /// <summary>ReflectionPadding1D(2, 1), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void ReflectionPadding1d_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                {
                    const int row = 0;
                    for (int step = 0; step < 5; step++)
                    {
                        {
                            const int segment = 0;
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 15 + step * 3 + segment * 3), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, OneBuffers.ReflectionPadding1d_Steps + row * 80 + step * 16 + segment * 3), 3));
                        }
                    }
                }
                // The 5 steps between 2 and 1 reflected ones
                {
                    const int row = 0;
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, OneBuffers.ReflectionPadding1d_Steps + row * 80), 80).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, OneBuffers.ReflectionPadding1d_Values + row * 128 + 2 * 16), 80));
                    for (int edge = 0; edge < 2; edge++)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, OneBuffers.ReflectionPadding1d_Steps + row * 80 + (edge + 1) * 16), 16).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, OneBuffers.ReflectionPadding1d_Values + row * 128 + (1 - edge) * 16), 16));
                    }
                    {
                        const int edge = 0;
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, OneBuffers.ReflectionPadding1d_Steps + row * 80 + (3 - edge) * 16), 16).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, OneBuffers.ReflectionPadding1d_Values + row * 128 + (edge + 7) * 16), 16));
                    }
                }
            }

            /// <summary>UpSampling1D(2), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void UpSampling1d_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y[t] = x[t / 2]
                {
                    const int row = 0;
                    for (int t = 0; t < 7; t++)
                    {
                        for (int copy = 0; copy < 2; copy++)
                        {
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, OneBuffers.ReflectionPadding1d_Values + 16 + row * 128 + t * 16), 16).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, OneBuffers.UpSampling1d_Values + row * 224 + (t * 2 + copy) * 16), 16));
                        }
                    }
                }
            }

            /// <summary>Permute, one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Permute_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y[k][t] = x[t][k]
                {
                    const int row = 0;
                    for (int t = 0; t < 14; t++)
                    {
                        for (int value = 0; value < 3; value++)
                        {
                            Unsafe.Add(ref work, OneBuffers.Permute_Values + row * 48 + value * 16 + t) = Unsafe.Add(ref work, OneBuffers.UpSampling1d_Values + row * 224 + t * 16 + value);
                        }
                    }
                }
            }

            /// <summary>ReflectionPadding1D(2, 1), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void ReflectionPadding1d_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                for (int row = 0; row < 4; row++)
                {
                    for (int step = 0; step < 5; step++)
                    {
                        {
                            const int segment = 0;
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 15 + step * 3 + segment * 3), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TileBuffers.ReflectionPadding1d_Steps + row * 80 + step * 16 + segment * 3), 3));
                        }
                    }
                }
                // The 5 steps between 2 and 1 reflected ones
                for (int row = 0; row < 4; row++)
                {
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TileBuffers.ReflectionPadding1d_Steps + row * 80), 80).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TileBuffers.ReflectionPadding1d_Values + row * 128 + 2 * 16), 80));
                    for (int edge = 0; edge < 2; edge++)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TileBuffers.ReflectionPadding1d_Steps + row * 80 + (edge + 1) * 16), 16).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TileBuffers.ReflectionPadding1d_Values + row * 128 + (1 - edge) * 16), 16));
                    }
                    {
                        const int edge = 0;
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TileBuffers.ReflectionPadding1d_Steps + row * 80 + (3 - edge) * 16), 16).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TileBuffers.ReflectionPadding1d_Values + row * 128 + (edge + 7) * 16), 16));
                    }
                }
            }

            /// <summary>UpSampling1D(2), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void UpSampling1d_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y[t] = x[t / 2]
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 7; t++)
                    {
                        for (int copy = 0; copy < 2; copy++)
                        {
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TileBuffers.ReflectionPadding1d_Values + 16 + row * 128 + t * 16), 16).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TileBuffers.UpSampling1d_Values + row * 224 + (t * 2 + copy) * 16), 16));
                        }
                    }
                }
            }

            /// <summary>Permute, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Permute_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y[k][t] = x[t][k]
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 14; t++)
                    {
                        for (int value = 0; value < 3; value++)
                        {
                            Unsafe.Add(ref work, TileBuffers.Permute_Values + row * 48 + value * 16 + t) = Unsafe.Add(ref work, TileBuffers.UpSampling1d_Values + row * 224 + t * 16 + value);
                        }
                    }
                }
            }

            /// <summary>ReflectionPadding1D(2, 1), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void ReflectionPadding1d_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                for (int row = 0; row < 4; row++)
                {
                    for (int step = 0; step < 5; step++)
                    {
                        {
                            const int segment = 0;
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 15 + step * 3 + segment * 3), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.ReflectionPadding1d_Steps + row * 80 + step * 16 + segment * 3), 3));
                        }
                    }
                }
                // The 5 steps between 2 and 1 reflected ones
                for (int row = 0; row < 4; row++)
                {
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TrainBuffers.ReflectionPadding1d_Steps + row * 80), 80).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.ReflectionPadding1d_Values + row * 128 + 2 * 16), 80));
                    for (int edge = 0; edge < 2; edge++)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TrainBuffers.ReflectionPadding1d_Steps + row * 80 + (edge + 1) * 16), 16).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.ReflectionPadding1d_Values + row * 128 + (1 - edge) * 16), 16));
                    }
                    {
                        const int edge = 0;
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TrainBuffers.ReflectionPadding1d_Steps + row * 80 + (3 - edge) * 16), 16).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.ReflectionPadding1d_Values + row * 128 + (edge + 7) * 16), 16));
                    }
                }
            }

            /// <summary>ReflectionPadding1D(2, 1), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void ReflectionPadding1d_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // dx = dy of the step, and of its reflections
                for (int row = 0; row < 4; row++)
                {
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TrainBuffers.ReflectionPadding1d_OutputGradient + row * 128 + 2 * 16), 80).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Features_InputGradient + row * 80), 80));
                    for (int edge = 0; edge < 2; edge++)
                    {
                        ref float source = ref Unsafe.Add(ref work, TrainBuffers.Features_InputGradient + row * 80 + (edge + 1) * 16);
                        ref float reflection = ref Unsafe.Add(ref work, TrainBuffers.ReflectionPadding1d_OutputGradient + row * 128 + (1 - edge) * 16);
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref source) + V.LoadUnsafe(ref reflection), ref source);
                        }
                    }
                    {
                        const int edge = 0;
                        ref float source = ref Unsafe.Add(ref work, TrainBuffers.Features_InputGradient + row * 80 + (3 - edge) * 16);
                        ref float reflection = ref Unsafe.Add(ref work, TrainBuffers.ReflectionPadding1d_OutputGradient + row * 128 + (edge + 7) * 16);
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref source) + V.LoadUnsafe(ref reflection), ref source);
                        }
                    }
                }
            }

            /// <summary>Cropping1D(1, 0), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Cropping1d_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // Nothing comes back to the steps that are left out.
                {
                    for (int row = 0; row < 4; row++)
                    {
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.ReflectionPadding1d_OutputGradient + row * 128), 16).Clear();
                    }
                }
            }

            /// <summary>UpSampling1D(2), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void UpSampling1d_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // y[t] = x[t / 2]
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 7; t++)
                    {
                        for (int copy = 0; copy < 2; copy++)
                        {
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TrainBuffers.ReflectionPadding1d_Values + 16 + row * 128 + t * 16), 16).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.UpSampling1d_Values + row * 224 + (t * 2 + copy) * 16), 16));
                        }
                    }
                }
            }

            /// <summary>UpSampling1D(2), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void UpSampling1d_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // dx = the sum of dy of the copies
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 7; t++)
                    {
                        ref float copies = ref Unsafe.Add(ref work, TrainBuffers.UpSampling1d_OutputGradient + row * 224 + t * 2 * 16);
                        ref float stepGradient = ref Unsafe.Add(ref work, TrainBuffers.ReflectionPadding1d_OutputGradient + 16 + row * 128 + t * 16);
                        {
                            Vec sum = Vec.Zero;
                            for (int copy = 0; copy < 2; copy++)
                            {
                                sum += V.LoadUnsafe(ref copies, (nuint)(copy * 16));
                            }
                            V.StoreUnsafe(sum, ref stepGradient);
                        }
                    }
                }
            }

            /// <summary>Permute, training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Permute_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // y[k][t] = x[t][k]
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 14; t++)
                    {
                        for (int value = 0; value < 3; value++)
                        {
                            Unsafe.Add(ref work, TrainBuffers.Permute_Values + row * 48 + value * 16 + t) = Unsafe.Add(ref work, TrainBuffers.UpSampling1d_Values + row * 224 + t * 16 + value);
                        }
                    }
                }
            }

            /// <summary>Permute, backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Permute_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // dx[t][k] = dy[k][t]
                {
                    for (int row = 0; row < 4; row++)
                    {
                        for (int t = 0; t < 3; t++)
                        {
                            for (int value = 0; value < 14; value++)
                            {
                                Unsafe.Add(ref work, TrainBuffers.UpSampling1d_OutputGradient + row * 224 + value * 16 + t) = Unsafe.Add(ref work, TrainBuffers.Permute_OutputGradient + row * 48 + t * 16 + value);
                            }
                        }
                    }
                }
            }
        }
    }
}
