// The kernels in vectors of 512 bits (16 floats). The other widths do the same.
//
// weights  the weights in Keras' layout       packed    the same in panels: [panel][row][line][16]
// work     the program's workspace            gradient  gradients in panels, added to
namespace SeqGen.Emitted
{
    using MathF = global::System.MathF;
    using MethodImplAttribute = global::System.Runtime.CompilerServices.MethodImplAttribute;
    using MethodImplOptions = global::System.Runtime.CompilerServices.MethodImplOptions;
    using Unsafe = global::System.Runtime.CompilerServices.Unsafe;
    using MemoryMarshal = global::System.Runtime.InteropServices.MemoryMarshal;
    using nuint = global::System.UIntPtr;
    using ProgramInputs = global::SeqGen.CompilerServices.ProgramInputs;
    using Reduction = global::SeqGen.CompilerServices.Reduction;
    using TrainingTile = global::SeqGen.CompilerServices.TrainingTile;
    using V = global::System.Runtime.Intrinsics.Vector512;
    using Vec = global::System.Runtime.Intrinsics.Vector512<float>;

    /// <summary>The programs of Model in 512-bit vectors.</summary>
    file sealed class Kernels512 : Kernels
    {
        public override int VectorBits => 512;

        public override void PredictOne(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.BatchNormalization_One(ref weights, ref packed, ref work, inputs);
            Layers.Dense_One(ref weights, ref packed, ref work, inputs);
            Layers.BatchNormalization1_One(ref weights, ref packed, ref work, inputs);
        }

        public override void PredictTile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.BatchNormalization_Tile(ref weights, ref packed, ref work, inputs);
            Layers.Dense_Tile(ref weights, ref packed, ref work, inputs);
            Layers.BatchNormalization1_Tile(ref weights, ref packed, ref work, inputs);
            Layers._Output_Tile(ref weights, ref packed, ref work, inputs);
        }

        public override void Step(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.BatchNormalization_Stream(ref weights, ref packed, ref work, inputs);
            Layers.Dense_Stream(ref weights, ref packed, ref work, inputs);
            Layers.BatchNormalization1_Stream(ref weights, ref packed, ref work, inputs);
        }

        public override void TrainForward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
        {
            // Between two phases the runtime sums over all tiles of the batch.
            switch (tile.Phase)
            {
                case 0:
                    Layers.BatchNormalization_SumsTrain(ref weights, ref packed, ref work, inputs, tile);
                    break;
                case 1:
                    Layers.BatchNormalization_SquaresTrain(ref weights, ref packed, ref work, inputs, tile);
                    break;
                case 2:
                    Layers.BatchNormalization_Train(ref weights, ref packed, ref work, inputs, tile);
                    Layers.Dense_Train(ref weights, ref packed, ref work, inputs, tile);
                    Layers.BatchNormalization1_Train(ref weights, ref packed, ref work, inputs, tile);
                    Layers._Output_Train(ref weights, ref packed, ref work, inputs, tile);
                    break;
            }
        }

        public override void TrainBackward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
        {
            // Between two phases the runtime sums over all tiles of the batch.
            switch (tile.Phase)
            {
                case 0:
                    Layers.BatchNormalization1_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
                    Layers.Dense_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
                    Layers.BatchNormalization_SumsBackward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
                    break;
                case 1:
                    Layers.BatchNormalization_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
                    break;
            }
        }

        /// <summary>The layers, and the functions that they call.</summary>
        private static class Layers
        {
            /// <summary>BatchNormalization, one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void BatchNormalization_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = x * scale + shift, scale = gamma / sqrt(moving_variance + epsilon), shift = beta - moving_mean * scale
                ref float scale = ref Unsafe.Add(ref packed, InferenceWeights.BatchNormalization_Scale);
                ref float shift = ref Unsafe.Add(ref packed, InferenceWeights.BatchNormalization_Shift);
                {
                    const int row = 0;
                    for (int t = 0; t < 4; t++)
                    {
                        ref float values = ref Unsafe.Add(ref work, OneBuffers.BatchNormalization_Values + row * 64 + t * 16);
                        ref float x = ref Unsafe.Add(ref work, OneBuffers.BatchNormalization_Values + row * 64 + t * 16);
                        {
                            const int segment = 0;
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 12 + t * 3 + segment * 3), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref values, segment * 3), 3));
                        }
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref values, 3), 13).Fill(0f);
                        {
                            V.StoreUnsafe(V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref scale), V.LoadUnsafe(ref shift)), ref values);
                        }
                    }
                }
            }

            /// <summary>Dense(2), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [3] . [3 x 2]
                {
                    const int row = 0;
                    for (int t = 0; t < 4; t++)
                    {
                        ref float x = ref Unsafe.Add(ref work, OneBuffers.BatchNormalization_Values + row * 64 + t * 16);
                        ref float values = ref Unsafe.Add(ref work, OneBuffers.Dense_Values + row * 64 + t * 16);
                        {
                            Vec sum0 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, InferenceWeights.Dense_KernelTransposed), sum0);
                            values = Reduction.Sum(sum0) + Unsafe.Add(ref packed, InferenceWeights.Dense_Bias);
                        }
                        {
                            Vec sum0 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, InferenceWeights.Dense_KernelTransposed + 16), sum0);
                            Unsafe.Add(ref values, 1) = Reduction.Sum(sum0) + Unsafe.Add(ref packed, InferenceWeights.Dense_Bias + 1);
                        }
                    }
                }
            }

            /// <summary>BatchNormalization, one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void BatchNormalization1_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = x * scale + shift, scale = gamma / sqrt(moving_variance + epsilon), shift = beta - moving_mean * scale
                ref float scale = ref Unsafe.Add(ref packed, InferenceWeights.BatchNormalization1_Scale);
                ref float shift = ref Unsafe.Add(ref packed, InferenceWeights.BatchNormalization1_Shift);
                {
                    const int row = 0;
                    for (int t = 0; t < 4; t++)
                    {
                        ref float values = ref Unsafe.Add(ref work, OneBuffers.BatchNormalization1_Values + row * 64 + t * 16);
                        ref float x = ref Unsafe.Add(ref work, OneBuffers.Dense_Values + row * 64 + t * 16);
                        {
                            V.StoreUnsafe(V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref scale), V.LoadUnsafe(ref shift)), ref values);
                        }
                    }
                }
            }

            /// <summary>BatchNormalization, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void BatchNormalization_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = x * scale + shift, scale = gamma / sqrt(moving_variance + epsilon), shift = beta - moving_mean * scale
                ref float scale = ref Unsafe.Add(ref packed, InferenceWeights.BatchNormalization_Scale);
                ref float shift = ref Unsafe.Add(ref packed, InferenceWeights.BatchNormalization_Shift);
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 4; t++)
                    {
                        ref float values = ref Unsafe.Add(ref work, TileBuffers.BatchNormalization_Values + row * 64 + t * 16);
                        ref float x = ref Unsafe.Add(ref work, TileBuffers.BatchNormalization_Values + row * 64 + t * 16);
                        {
                            const int segment = 0;
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 12 + t * 3 + segment * 3), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref values, segment * 3), 3));
                        }
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref values, 3), 13).Fill(0f);
                        {
                            V.StoreUnsafe(V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref scale), V.LoadUnsafe(ref shift)), ref values);
                        }
                    }
                }
            }

            /// <summary>Dense(2), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [3] . [3 x 2]
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 4; t++)
                    {
                        ref float x = ref Unsafe.Add(ref work, TileBuffers.BatchNormalization_Values + row * 64 + t * 16);
                        ref float values = ref Unsafe.Add(ref work, TileBuffers.Dense_Values + row * 64 + t * 16);
                        {
                            Vec sum0 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, InferenceWeights.Dense_KernelTransposed), sum0);
                            values = Reduction.Sum(sum0) + Unsafe.Add(ref packed, InferenceWeights.Dense_Bias);
                        }
                        {
                            Vec sum0 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, InferenceWeights.Dense_KernelTransposed + 16), sum0);
                            Unsafe.Add(ref values, 1) = Reduction.Sum(sum0) + Unsafe.Add(ref packed, InferenceWeights.Dense_Bias + 1);
                        }
                    }
                }
            }

            /// <summary>BatchNormalization, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void BatchNormalization1_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = x * scale + shift, scale = gamma / sqrt(moving_variance + epsilon), shift = beta - moving_mean * scale
                ref float scale = ref Unsafe.Add(ref packed, InferenceWeights.BatchNormalization1_Scale);
                ref float shift = ref Unsafe.Add(ref packed, InferenceWeights.BatchNormalization1_Shift);
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 4; t++)
                    {
                        ref float values = ref Unsafe.Add(ref work, TileBuffers.BatchNormalization1_Values + row * 64 + t * 16);
                        ref float x = ref Unsafe.Add(ref work, TileBuffers.Dense_Values + row * 64 + t * 16);
                        {
                            V.StoreUnsafe(V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref scale), V.LoadUnsafe(ref shift)), ref values);
                        }
                    }
                }
            }

            /// <summary>Output, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void _Output_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // The loss leaves masked steps out.
                for (int row = 0; row < 4; row++)
                {
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Mask, row * 4), 4).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TileBuffers._Output_Mask + row * 4), 4));
                }
            }

            /// <summary>BatchNormalization, one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void BatchNormalization_Stream(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = x * scale + shift, scale = gamma / sqrt(moving_variance + epsilon), shift = beta - moving_mean * scale
                ref float scale = ref Unsafe.Add(ref packed, InferenceWeights.BatchNormalization_Scale);
                ref float shift = ref Unsafe.Add(ref packed, InferenceWeights.BatchNormalization_Shift);
                {
                    const int row = 0;
                    {
                        const int t = 0;
                        ref float values = ref Unsafe.Add(ref work, StreamBuffers.BatchNormalization_Values + row * 16 + t * 16);
                        ref float x = ref Unsafe.Add(ref work, StreamBuffers.BatchNormalization_Values + row * 16 + t * 16);
                        {
                            const int segment = 0;
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 3 + t * 3 + segment * 3), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref values, segment * 3), 3));
                        }
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref values, 3), 13).Fill(0f);
                        {
                            V.StoreUnsafe(V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref scale), V.LoadUnsafe(ref shift)), ref values);
                        }
                    }
                }
            }

            /// <summary>Dense(2), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Stream(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [3] . [3 x 2]
                {
                    const int row = 0;
                    {
                        const int t = 0;
                        ref float x = ref Unsafe.Add(ref work, StreamBuffers.BatchNormalization_Values + row * 16 + t * 16);
                        ref float values = ref Unsafe.Add(ref work, StreamBuffers.Dense_Values + row * 16 + t * 16);
                        {
                            Vec sum0 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, InferenceWeights.Dense_KernelTransposed), sum0);
                            values = Reduction.Sum(sum0) + Unsafe.Add(ref packed, InferenceWeights.Dense_Bias);
                        }
                        {
                            Vec sum0 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, InferenceWeights.Dense_KernelTransposed + 16), sum0);
                            Unsafe.Add(ref values, 1) = Reduction.Sum(sum0) + Unsafe.Add(ref packed, InferenceWeights.Dense_Bias + 1);
                        }
                    }
                }
            }

            /// <summary>BatchNormalization, one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void BatchNormalization1_Stream(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = x * scale + shift, scale = gamma / sqrt(moving_variance + epsilon), shift = beta - moving_mean * scale
                ref float scale = ref Unsafe.Add(ref packed, InferenceWeights.BatchNormalization1_Scale);
                ref float shift = ref Unsafe.Add(ref packed, InferenceWeights.BatchNormalization1_Shift);
                {
                    const int row = 0;
                    {
                        const int t = 0;
                        ref float values = ref Unsafe.Add(ref work, StreamBuffers.BatchNormalization1_Values + row * 16 + t * 16);
                        ref float x = ref Unsafe.Add(ref work, StreamBuffers.Dense_Values + row * 16 + t * 16);
                        {
                            V.StoreUnsafe(V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref scale), V.LoadUnsafe(ref shift)), ref values);
                        }
                    }
                }
            }

            /// <summary>BatchNormalization, training, 4 sequences, before the batch's sums are known.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void BatchNormalization_SumsTrain(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // The tile's sum of x over the rows in use and their real steps, and how many those are.
                ref float sums = ref Unsafe.Add(ref work, TrainBuffers.BatchNormalization_Sums);
                MemoryMarshal.CreateSpan(ref sums, 32).Clear();
                ref float rest = ref Unsafe.Add(ref work, TrainBuffers.BatchNormalization_Rest);
                MemoryMarshal.CreateSpan(ref rest, 32).Clear();
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 4; t++)
                    {
                        ref float normal = ref Unsafe.Add(ref work, TrainBuffers.BatchNormalization_Normal + row * 64 + t * 16);
                        {
                            const int segment = 0;
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 12 + t * 3 + segment * 3), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref normal, segment * 3), 3));
                        }
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref normal, 3), 13).Fill(0f);
                        if (row < tile.Rows && Unsafe.Add(ref inputs.Mask, row * 4 + t) != 0f)
                        {
                            {
                                {
                                    Vec before = V.LoadUnsafe(ref sums);
                                    Vec added = V.LoadUnsafe(ref normal) - V.LoadUnsafe(ref rest);
                                    Vec after = before + added;
                                    V.StoreUnsafe(after - before - added, ref rest);
                                    V.StoreUnsafe(after, ref sums);
                                }
                            }
                            Unsafe.Add(ref work, TrainBuffers.BatchNormalization_Sums + 16) += 1f;
                        }
                    }
                }
            }

            /// <summary>BatchNormalization, training, 4 sequences, before the batch's sums are known.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void BatchNormalization_SquaresTrain(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // The mean, and the tile's sums of (x - mean)^2 and of x - mean.
                ref float sums = ref Unsafe.Add(ref work, TrainBuffers.BatchNormalization_Sums);
                ref float squares = ref Unsafe.Add(ref work, TrainBuffers.BatchNormalization_Squares);
                ref float mean = ref Unsafe.Add(ref work, TrainBuffers.BatchNormalization_Mean);
                Vec share = V.Create(1f / MathF.Max(Unsafe.Add(ref work, TrainBuffers.BatchNormalization_Sums + 16), 1f));
                {
                    V.StoreUnsafe(V.LoadUnsafe(ref sums) * share, ref mean);
                    V.StoreUnsafe(Vec.Zero, ref squares);
                    V.StoreUnsafe(Vec.Zero, ref squares, 16);
                }
                ref float rest = ref Unsafe.Add(ref work, TrainBuffers.BatchNormalization_Rest);
                MemoryMarshal.CreateSpan(ref rest, 32).Clear();
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 4; t++)
                    {
                        ref float normal = ref Unsafe.Add(ref work, TrainBuffers.BatchNormalization_Normal + row * 64 + t * 16);
                        if (row < tile.Rows && Unsafe.Add(ref inputs.Mask, row * 4 + t) != 0f)
                        {
                            {
                                Vec distance = V.LoadUnsafe(ref normal) - V.LoadUnsafe(ref mean);
                                {
                                    Vec before = V.LoadUnsafe(ref squares);
                                    Vec added = distance * distance - V.LoadUnsafe(ref rest);
                                    Vec after = before + added;
                                    V.StoreUnsafe(after - before - added, ref rest);
                                    V.StoreUnsafe(after, ref squares);
                                }
                                {
                                    Vec before = V.LoadUnsafe(ref squares, 16);
                                    Vec added = distance - V.LoadUnsafe(ref rest, 16);
                                    Vec after = before + added;
                                    V.StoreUnsafe(after - before - added, ref rest, 16);
                                    V.StoreUnsafe(after, ref squares, 16);
                                }
                            }
                        }
                    }
                }
            }

            /// <summary>BatchNormalization, training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void BatchNormalization_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // n = (x - mean) / sqrt(variance + epsilon); y = gamma n + beta
                ref float mean = ref Unsafe.Add(ref work, TrainBuffers.BatchNormalization_Mean);
                ref float variance = ref Unsafe.Add(ref work, TrainBuffers.BatchNormalization_Variance);
                ref float scale = ref Unsafe.Add(ref work, TrainBuffers.BatchNormalization_Scale);
                if (tile.Training)
                {
                    ref float squares = ref Unsafe.Add(ref work, TrainBuffers.BatchNormalization_Squares);
                    Vec share = V.Create(1f / MathF.Max(Unsafe.Add(ref work, TrainBuffers.BatchNormalization_Sums + 16), 1f));
                    // The mean of large values is rounded: what is left of it is the mean of the distances.
                    {
                        Vec error = V.LoadUnsafe(ref squares, 16) * share;
                        V.StoreUnsafe(V.LoadUnsafe(ref mean) + error, ref mean);
                        V.StoreUnsafe(V.Max(Vec.Zero, V.LoadUnsafe(ref squares) * share - error * error), ref variance);
                    }
                }
                else
                {
                    ref float movingMean = ref Unsafe.Add(ref weights, KerasWeights.BatchNormalization_MovingMean);
                    ref float movingVariance = ref Unsafe.Add(ref weights, KerasWeights.BatchNormalization_MovingVariance);
                    {
                        V.StoreUnsafe(V.LoadUnsafe(ref movingMean), ref mean);
                        V.StoreUnsafe(V.LoadUnsafe(ref movingVariance), ref variance);
                    }
                }
                {
                    V.StoreUnsafe(V.Create(1f) / V.Sqrt(V.LoadUnsafe(ref variance) + V.Create(0.001f)), ref scale);
                }
                ref float gamma = ref Unsafe.Add(ref weights, KerasWeights.BatchNormalization_Gamma);
                ref float beta = ref Unsafe.Add(ref weights, KerasWeights.BatchNormalization_Beta);
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 4; t++)
                    {
                        ref float normal = ref Unsafe.Add(ref work, TrainBuffers.BatchNormalization_Normal + row * 64 + t * 16);
                        ref float values = ref Unsafe.Add(ref work, TrainBuffers.BatchNormalization_Values + row * 64 + t * 16);
                        {
                            Vec value = (V.LoadUnsafe(ref normal) - V.LoadUnsafe(ref mean)) * V.LoadUnsafe(ref scale);
                            V.StoreUnsafe(value, ref normal);
                            V.StoreUnsafe(value * V.LoadUnsafe(ref gamma) + V.LoadUnsafe(ref beta), ref values);
                        }
                    }
                }
            }

            /// <summary>BatchNormalization, backwards, before the batch's sums are known.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void BatchNormalization_SumsBackward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // The tile's sums of dy and dy n over all steps; they are the gradients of beta and gamma.
                ref float sums = ref Unsafe.Add(ref work, TrainBuffers.BatchNormalization_GradientSums);
                MemoryMarshal.CreateSpan(ref sums, 32).Clear();
                ref float rest = ref Unsafe.Add(ref work, TrainBuffers.BatchNormalization_Rest);
                MemoryMarshal.CreateSpan(ref rest, 32).Clear();
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 4; t++)
                    {
                        ref float normal = ref Unsafe.Add(ref work, TrainBuffers.BatchNormalization_Normal + row * 64 + t * 16);
                        ref float dy = ref Unsafe.Add(ref work, TrainBuffers.BatchNormalization_OutputGradient + row * 64 + t * 16);
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref dy, 3), 13).Fill(0f);
                        {
                            {
                                Vec before = V.LoadUnsafe(ref sums);
                                Vec added = V.LoadUnsafe(ref dy) - V.LoadUnsafe(ref rest);
                                Vec after = before + added;
                                V.StoreUnsafe(after - before - added, ref rest);
                                V.StoreUnsafe(after, ref sums);
                            }
                            {
                                Vec before = V.LoadUnsafe(ref sums, 16);
                                Vec added = V.LoadUnsafe(ref dy) * V.LoadUnsafe(ref normal) - V.LoadUnsafe(ref rest, 16);
                                Vec after = before + added;
                                V.StoreUnsafe(after - before - added, ref rest, 16);
                                V.StoreUnsafe(after, ref sums, 16);
                            }
                        }
                    }
                }
                ref float betaGradient = ref Unsafe.Add(ref gradient, PackedGradient.BatchNormalization_Beta);
                {
                    V.StoreUnsafe(V.LoadUnsafe(ref betaGradient) + V.LoadUnsafe(ref sums), ref betaGradient);
                }
                ref float gammaGradient = ref Unsafe.Add(ref gradient, PackedGradient.BatchNormalization_Gamma);
                {
                    V.StoreUnsafe(V.LoadUnsafe(ref gammaGradient) + V.LoadUnsafe(ref sums, 16), ref gammaGradient);
                }
            }

            /// <summary>BatchNormalization, backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void BatchNormalization_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // dx = gamma / deviation (dy - where x counted: mean(dy) + n mean(dy n)), means over the steps that counted
                if (tile.WantInputGradient)
                {
                    ref float scale = ref Unsafe.Add(ref work, TrainBuffers.BatchNormalization_Scale);
                    ref float sums = ref Unsafe.Add(ref work, TrainBuffers.BatchNormalization_GradientSums);
                    ref float gamma = ref Unsafe.Add(ref weights, KerasWeights.BatchNormalization_Gamma);
                    float share = tile.Training ? 1f / MathF.Max(Unsafe.Add(ref work, TrainBuffers.BatchNormalization_Sums + 16), 1f) : 0f;
                    for (int row = 0; row < 4; row++)
                    {
                        for (int t = 0; t < 4; t++)
                        {
                            ref float normal = ref Unsafe.Add(ref work, TrainBuffers.BatchNormalization_Normal + row * 64 + t * 16);
                            ref float dy = ref Unsafe.Add(ref work, TrainBuffers.BatchNormalization_OutputGradient + row * 64 + t * 16);
                            Vec part = V.Create(row < tile.Rows && Unsafe.Add(ref inputs.Mask, row * 4 + t) != 0f ? share : 0f);
                            {
                                V.StoreUnsafe((V.LoadUnsafe(ref dy) - part * V.FusedMultiplyAdd(V.LoadUnsafe(ref normal), V.LoadUnsafe(ref sums, 16), V.LoadUnsafe(ref sums))) * V.LoadUnsafe(ref scale) * V.LoadUnsafe(ref gamma), ref dy);
                            }
                            {
                                const int segment = 0;
                                MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref dy, segment * 3), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Features_InputGradient + row * 64 + t * 16 + segment * 16), 3));
                            }
                        }
                    }
                }
            }

            /// <summary>Dense(2), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // y = linear(x . kernel + bias): [3] . [3 x 2]
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 4; t++)
                    {
                        ref float x = ref Unsafe.Add(ref work, TrainBuffers.BatchNormalization_Values + row * 64 + t * 16);
                        ref float values = ref Unsafe.Add(ref work, TrainBuffers.Dense_Values + row * 64 + t * 16);
                        {
                            Vec sum0 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, TrainingWeights.Dense_KernelTransposed), sum0);
                            values = Reduction.Sum(sum0) + Unsafe.Add(ref packed, TrainingWeights.Dense_Bias);
                        }
                        {
                            Vec sum0 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, TrainingWeights.Dense_KernelTransposed + 16), sum0);
                            Unsafe.Add(ref values, 1) = Reduction.Sum(sum0) + Unsafe.Add(ref packed, TrainingWeights.Dense_Bias + 1);
                        }
                    }
                }
            }

            /// <summary>Dense(2), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                ref float sumsGradient = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient);
                // dkernel += x^T . dz, dbias += dz
                {
                    ref float x = ref Unsafe.Add(ref work, TrainBuffers.BatchNormalization_Values);
                    ref float dz = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient);
                    {
                        ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Dense_Kernel);
                        nuint w = 0;
                        {
                            nuint left = 0, right = 0;
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            for (int m = 0; m < 16; m++, left += 16, right += 16)
                            {
                                Vec d0 = V.LoadUnsafe(ref x, right);
                                Vec x0 = V.Create(Unsafe.Add(ref dz, left));
                                c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref dz, left + 1));
                                c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                            }
                            V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                            V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                        }
                        w += 32;
                    }
                }
                ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Dense_Bias);
                {
                    Vec sum0 = Vec.Zero;
                    nuint right = 0;
                    for (int m = 0; m < 16; m++, right += 16)
                    {
                        sum0 += V.LoadUnsafe(ref sumsGradient, right);
                    }
                    V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                }
                // dx = dz . kernel^T
                {
                    {
                        ref float dz = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient);
                        ref float target = ref Unsafe.Add(ref work, TrainBuffers.BatchNormalization_OutputGradient);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Dense_KernelTransposed);
                            ref float a = ref dz;
                            ref float targetRow = ref target;
                            for (int m = 0; m < 2; m++)
                            {
                                Vec c0a0 = Vec.Zero;
                                Vec c1a0 = Vec.Zero;
                                Vec c2a0 = Vec.Zero;
                                Vec c3a0 = Vec.Zero;
                                Vec c4a0 = Vec.Zero;
                                Vec c5a0 = Vec.Zero;
                                Vec c6a0 = Vec.Zero;
                                Vec c7a0 = Vec.Zero;
                                nuint w = 0;
                                for (nuint k = 0; k < 2; k++, w += 16)
                                {
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec x0 = V.Create(Unsafe.Add(ref a, k));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref a, k + 16));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref a, k + 32));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref a, k + 48));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        Vec x4 = V.Create(Unsafe.Add(ref a, k + 64));
                                        c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                        Vec x5 = V.Create(Unsafe.Add(ref a, k + 80));
                                        c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                        Vec x6 = V.Create(Unsafe.Add(ref a, k + 96));
                                        c6a0 = V.FusedMultiplyAdd(x6, b00, c6a0);
                                        Vec x7 = V.Create(Unsafe.Add(ref a, k + 112));
                                        c7a0 = V.FusedMultiplyAdd(x7, b00, c7a0);
                                    }
                                }
                                {
                                    V.StoreUnsafe(c0a0, ref targetRow);
                                }
                                {
                                    V.StoreUnsafe(c1a0, ref targetRow, 16);
                                }
                                {
                                    V.StoreUnsafe(c2a0, ref targetRow, 32);
                                }
                                {
                                    V.StoreUnsafe(c3a0, ref targetRow, 48);
                                }
                                {
                                    V.StoreUnsafe(c4a0, ref targetRow, 64);
                                }
                                {
                                    V.StoreUnsafe(c5a0, ref targetRow, 80);
                                }
                                {
                                    V.StoreUnsafe(c6a0, ref targetRow, 96);
                                }
                                {
                                    V.StoreUnsafe(c7a0, ref targetRow, 112);
                                }
                                a = ref Unsafe.Add(ref a, 128);
                                targetRow = ref Unsafe.Add(ref targetRow, 128);
                            }
                        }
                    }
                }
            }

            /// <summary>BatchNormalization, training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void BatchNormalization1_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // y = x * scale + shift, scale = gamma / sqrt(moving_variance + epsilon), shift = beta - moving_mean * scale
                ref float scale = ref Unsafe.Add(ref packed, TrainingWeights.BatchNormalization1_Scale);
                ref float shift = ref Unsafe.Add(ref packed, TrainingWeights.BatchNormalization1_Shift);
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 4; t++)
                    {
                        ref float values = ref Unsafe.Add(ref work, TrainBuffers.BatchNormalization1_Values + row * 64 + t * 16);
                        ref float x = ref Unsafe.Add(ref work, TrainBuffers.Dense_Values + row * 64 + t * 16);
                        {
                            V.StoreUnsafe(V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref scale), V.LoadUnsafe(ref shift)), ref values);
                        }
                    }
                }
            }

            /// <summary>BatchNormalization, backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void BatchNormalization1_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // dx = dy * scale
                {
                    ref float scale = ref Unsafe.Add(ref packed, TrainingWeights.BatchNormalization1_Scale);
                    for (int row = 0; row < 4; row++)
                    {
                        for (int t = 0; t < 4; t++)
                        {
                            ref float dy = ref Unsafe.Add(ref work, TrainBuffers.BatchNormalization1_OutputGradient + row * 64 + t * 16);
                            {
                                V.StoreUnsafe(V.LoadUnsafe(ref dy) * V.LoadUnsafe(ref scale), ref dy);
                            }
                            {
                                const int segment = 0;
                                MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref dy, segment * 2), 2).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient + row * 64 + t * 16 + segment * 16), 2));
                            }
                        }
                    }
                }
            }

            /// <summary>Output, training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void _Output_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // The loss leaves masked steps out.
                for (int row = 0; row < 4; row++)
                {
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Mask, row * 4), 4).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers._Output_Mask + row * 4), 4));
                }
            }
        }
    }
}
